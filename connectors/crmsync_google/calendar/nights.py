"""What changed since the last pull, by each calendar's sync token: one request where nothing did."""

from collections.abc import Collection, Generator, Iterable, Iterator

from crmsync.connector import CursorExpired, Deleted, Interaction, Page, Skipped, Snapshot, View
from crmsync_google.batch import Json
from crmsync_google.calendar.calendars import Calendars, Unreadable
from crmsync_google.calendar.cursor import Place
from crmsync_google.calendar.events import record_id
from crmsync_google.calendar.full_list import full_list
from crmsync_google.calendar.pages import last_page, left_out, page
from crmsync_google.calendar.reading import read, window, with_own


def night(calendars: Calendars, view: View, place: Place) -> Iterator[Page]:
    """The pages of each calendar in turn, then the page that says that it is all."""
    for calendar, token in place.calendars.items():
        if token is not None:
            place = yield from _night_of(calendars, view, place, calendar, token)
    yield last_page(place)


def _night_of(
    calendars: Calendars, view: View, place: Place, calendar: str, token: str
) -> Generator[Page, None, Place]:
    """The place after it. Without a token, or with a forgotten one, it is listed again; if it can't be read, a note."""
    if not token:
        return (yield from full_list(calendars, calendar, place))
    try:
        return (yield from _changes(calendars, view, place, calendar, token))
    except CursorExpired:
        return (yield from full_list(calendars, calendar, place))
    except Unreadable as error:
        place = place.holding(calendar, None)
        yield page(place, [left_out(calendar, str(error))])
        return place


def _changes(calendars: Calendars, view: View, place: Place, calendar: str, token: str) -> Generator[Page, None, Place]:
    """The new token goes into the cursor of the page after these: abandoned before that, all is told again."""
    series: dict[str, None] = {}
    new = ""
    for answer in calendars.changes(calendar, token):
        records = read(calendars, calendar, answer, place)
        place, own = with_own(place, calendar, answer)
        yield page(place, [*own, *_news(view, records)])
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
