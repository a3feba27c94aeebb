"""All events of one calendar; what is known of it and not among them is withdrawn."""

from collections.abc import Generator

from crmsync.connector import Deleted, Page
from crmsync_google.calendar.calendars import Calendars, Unreadable
from crmsync_google.calendar.cursor import Place
from crmsync_google.calendar.pages import everything, left_out, page
from crmsync_google.calendar.reading import read, window, with_own


def full_list(calendars: Calendars, calendar: str, place: Place) -> Generator[Page, None, Place]:
    """Its pages, the last with a snapshot; the place after them. A calendar that can't be read is a note."""
    ids: set[str] = set()
    try:
        for answer in calendars.events(calendar, window(place)):
            records = [record for record in read(calendars, calendar, answer, place) if not isinstance(record, Deleted)]
            ids.update(record.id for record in records)
            place, own = with_own(place, calendar, answer)
            last = not answer.get("nextPageToken")
            if last:
                place = place.holding(calendar, answer.get("nextSyncToken", ""))
            yield page(place, [*own, *records], everything(calendar, place, ids) if last else None)
    except Unreadable as error:
        place = place.holding(calendar, None)
        yield page(place, [left_out(calendar, str(error))])
    return place
