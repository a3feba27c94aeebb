"""What changed since the last pull, by each calendar's sync token: one request where nothing did."""

from collections.abc import Collection, Generator, Iterable, Iterator

from crmsync.connector import CursorExpired, Deleted, Interaction, Page, Skipped, Snapshot, View
from crmsync_google.batch import Json
from crmsync_google.calendar.calendars import Calendars, Unreadable
from crmsync_google.calendar.cursor import Place
from crmsync_google.calendar.events import record_id
from crmsync_google.calendar.full_list import full_list, if_listed
from crmsync_google.calendar.pages import last_page, page
from crmsync_google.calendar.reading import read, window, with_own
from crmsync_google.calendar.trouble import left_out, note_id


def night(calendars: Calendars, view: View, place: Place) -> Iterator[Page]:
    """The pages of each calendar in turn, then the page that says that it is all."""
    for calendar, token in place.calendars.items():
        if token is not None:
            place = yield from _night_of(calendars, view, place, calendar, token)
    place = yield from _left_out(calendars, place)
    yield last_page(place)


def _night_of(
    calendars: Calendars, view: View, place: Place, calendar: str, token: str
) -> Generator[Page, None, Place]:
    """The place after it. Without a token, or with a forgotten one, it is listed again.

    If it can't be read, a note, each night anew; the token is kept, for it may be readable the next night.
    """
    if not token:
        return (yield from full_list(calendars, calendar, place))
    try:
        return (yield from _changes(calendars, view, place, calendar, token))
    except CursorExpired:
        return (yield from full_list(calendars, calendar, place))
    except Unreadable as error:
        place = place.missing(calendar)
        yield left_out(calendars, calendar, place, str(error))
        return place


def _left_out(calendars: Calendars, place: Place) -> Generator[Page, None, Place]:
    """Those that the configuration names and the account's list of calendars leaves out: maybe it does no longer."""
    missing = [id for id in place.named() if place.calendars.get(id) is None]
    shown = {one.id: one for one in calendars.listed()} if missing else {}
    for id in missing:
        place = yield from if_listed(calendars, id, shown.get(id), place)
    return place


def _changes(calendars: Calendars, view: View, place: Place, calendar: str, token: str) -> Generator[Page, None, Place]:
    """The new token goes into the cursor of the page after these: abandoned before that, all is told again."""
    series: dict[str, None] = {}
    new = ""
    for answer in calendars.changes(calendar, token):
        records = read(calendars, calendar, answer, place)
        place, own = with_own(place, calendar, answer)
        healed = [Deleted(id=note_id(calendar))] if calendar in place.unread else []
        place = place.read_again(calendar)
        yield page(place, [*own, *healed, *_news(view, records)])
        series.update(dict.fromkeys(_cut_series(answer)))
        new = answer.get("nextSyncToken", "")
    for one in series:
        yield _what_remains(calendars, calendar, one, place)
    return place.holding(calendar, new)


def _news(view: View, records: Collection[Interaction | Skipped | Deleted]) -> list[Interaction | Skipped | Deleted]:
    """Of what is to be withdrawn, only what is known: a series is told to its end, far beyond the horizon."""
    known = view.known([record.id for record in records if isinstance(record, Deleted)])
    return [record for record in records if not isinstance(record, Deleted) or record.id in known]


def _cut_series(answer: Json) -> Iterator[str]:
    """Series of which an event was cancelled."""
    return (
        event["recurringEventId"]
        for event in answer.get("items", ())
        if event.get("status") == "cancelled" and "recurringEventId" in event
    )


def _what_remains(calendars: Calendars, calendar: str, series: str, place: Place) -> Page:
    """Of a series that was deleted or cut short Calendar may tell only some as cancelled, so it is listed anew."""
    answers = calendars.instances(calendar, series, window(place))
    records = [record for answer in answers for record in read(calendars, calendar, answer, place)]
    told = [record for record in records if not isinstance(record, Deleted)]
    return page(place, told, Snapshot(prefix=_of_series(calendar, series), ids=_ids(told), since=place.since))


def _of_series(calendar: str, series: str) -> str:
    """What the ids of a series' events begin with: the series and the year, as in `abc_20261108T090000Z`.

    Not `abc_` alone: where "this and following" was changed, the rest is a series of its own with the id
    `abc_R20261101T090000`. Events before the year 2000 are left for the next full list.
    """
    return record_id(calendar, f"{series}_2")


def _ids(records: Iterable[Interaction | Skipped]) -> frozenset[str]:
    return frozenset(record.id for record in records)
