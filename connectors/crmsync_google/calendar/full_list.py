"""All events of one calendar; what is known of it and not among them is withdrawn."""

from collections.abc import Generator

from crmsync.connector import Deleted, Page
from crmsync_google.calendar.calendars import FREE_BUSY, Calendar, Calendars, Unreadable
from crmsync_google.calendar.cursor import Place
from crmsync_google.calendar.pages import everything, page
from crmsync_google.calendar.reading import ONLY_BUSY, read, window, with_own
from crmsync_google.calendar.trouble import left_out


def if_listed(
    calendars: Calendars, calendar: str, entry: Calendar | None, place: Place
) -> Generator[Page, None, Place]:
    """Its full list, unless `entry`, its line in the account's list of calendars, says that there is none: a note."""
    if reason := _why_not(entry):
        place = place.holding(calendar, None)
        yield left_out(calendars, calendar, place, reason)
        return place
    return (yield from full_list(calendars, calendar, place))


def full_list(calendars: Calendars, calendar: str, place: Place) -> Generator[Page, None, Place]:
    """Its pages, the last with a snapshot; the place after them. A calendar that can't be read is a note.

    It is then held without a token, and so listed again the next night.
    """
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
        place = place.holding(calendar, "")
        yield left_out(calendars, calendar, place, str(error))
    return place


def _why_not(entry: Calendar | None) -> str | None:
    if entry is None:
        return "it is not on the account's list of calendars"
    return ONLY_BUSY if entry.role == FREE_BUSY else None
