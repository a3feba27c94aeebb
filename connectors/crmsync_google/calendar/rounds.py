"""A round of full lists: which calendars there are, and all of their events up to the horizon."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from crmsync.connector import Page, Snapshot, View, email_address
from crmsync_google.calendar.calendars import Calendar, Calendars
from crmsync_google.calendar.cursor import Place
from crmsync_google.calendar.events import record_id
from crmsync_google.calendar.full_list import if_listed
from crmsync_google.calendar.pages import last_page, owner, page
from crmsync_google.calendar.private import known_private, private


def full_round(calendars: Calendars, view: View, place: Place) -> Iterator[Page]:
    """What is not to be read any more goes; then the owner, then each calendar that this round has not listed, then
    the page that says that it is all.

    Abandoned, it goes on with the calendar that it was at.
    """
    listed = calendars.listed()
    place = _with_owner(place, calendars, listed)
    shown = _shown(listed, view)
    wanted = _wanted(place, shown, view)
    for id in sorted(place.calendars.keys() - set(wanted)):
        place = place.without(id)
        yield page(place, [], Snapshot(prefix=record_id(id, ""), ids=frozenset()))
    yield page(place, [owner(place)])
    for id in wanted:
        if place.calendars.get(id) is None:
            place = yield from if_listed(calendars, id, shown.get(id), place)
    yield last_page(replace(place, finished=True))


def _with_owner(place: Place, calendars: Calendars, listed: Sequence[Calendar]) -> Place:
    """The primary calendar's id is the owner's address."""
    primary = next((one.id for one in listed if one.primary), calendars.account.address)
    address = email_address(primary)
    own = (address, *place.own) if address else place.own
    return replace(place, primary=primary, own=tuple(dict.fromkeys(own)))


def _shown(listed: Sequence[Calendar], view: View) -> dict[str, Calendar]:
    """By id; without those of people who are never to be logged, unless it is the account's own."""
    hidden = private(view, [one.id for one in listed if not one.primary])
    return {one.id: one for one in listed if one.id not in hidden}


def _wanted(place: Place, shown: Mapping[str, Calendar], view: View) -> list[str]:
    """The ids of what the configuration names. Of "all", those too that were there once: their events stay."""
    if place.chosen == "all":
        gone = place.calendars.keys() - shown.keys() - known_private(view, place)
        return [*shown, *sorted(gone)]
    return place.named()
