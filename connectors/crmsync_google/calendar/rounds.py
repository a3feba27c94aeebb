"""A round of full lists: which calendars there are, and all of their events up to the horizon."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from crmsync.connector import Page, Snapshot, email_address
from crmsync_google.calendar.calendars import FREE_BUSY, Calendar, Calendars
from crmsync_google.calendar.cursor import Place
from crmsync_google.calendar.events import record_id
from crmsync_google.calendar.full_list import full_list
from crmsync_google.calendar.pages import last_page, left_out, owner, page
from crmsync_google.calendar.reading import ONLY_BUSY


def full_round(calendars: Calendars, place: Place) -> Iterator[Page]:
    """The owner, then each calendar that this round has not listed, then the page that says that it is all.

    Abandoned, it goes on with the calendar that it was at.
    """
    listed = calendars.listed()
    place = _with_owner(place, calendars, listed)
    yield page(place, [owner(place)])
    shown = {one.id: one for one in listed}
    wanted = _wanted(place, shown)
    for id in wanted:
        if place.calendars.get(id) is not None:
            continue
        if reason := _why_not(shown.get(id)):
            place = place.holding(id, None)
            yield page(place, [left_out(id, reason)])
        else:
            place = yield from full_list(calendars, id, place)
    for id in sorted(place.calendars.keys() - set(wanted)):
        place = place.without(id)
        yield page(place, [], Snapshot(prefix=record_id(id, ""), ids=frozenset()))
    yield last_page(replace(place, finished=True))


def _with_owner(place: Place, calendars: Calendars, listed: Sequence[Calendar]) -> Place:
    """The primary calendar's id is the owner's address."""
    primary = next((one.id for one in listed if one.primary), calendars.account.address)
    address = email_address(primary)
    own = (address, *place.own) if address else place.own
    return replace(place, primary=primary, own=tuple(dict.fromkeys(own)))


def _wanted(place: Place, shown: Mapping[str, Calendar]) -> list[str]:
    """The ids of what the configuration names. Of "all", those too that were there once: their events stay."""
    if place.chosen == "all":
        return [*shown, *sorted(place.calendars.keys() - shown.keys())]
    return list(dict.fromkeys(place.primary if id == "primary" else id for id in place.chosen))


def _why_not(calendar: Calendar | None) -> str | None:
    """Why a calendar is not read, if it is not."""
    if calendar is None:
        return "it is not on the account's list of calendars"
    return ONLY_BUSY if calendar.role == FREE_BUSY else None
