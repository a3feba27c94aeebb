"""A calendar that can't be read: a note, and for the account's own one the account's trouble."""

from crmsync.connector import Forbidden, Page, Skipped
from crmsync_google.calendar.calendars import Calendars
from crmsync_google.calendar.cursor import Place
from crmsync_google.calendar.events import record_id
from crmsync_google.calendar.pages import page


def left_out(calendars: Calendars, calendar: str, place: Place, reason: str) -> Page:
    """A note that this calendar was left out, for what is known of it to stay; its next full list withdraws it.

    Raises `Forbidden` for the primary calendar: without it nothing that matters of this account is read.
    """
    if calendar == place.primary:
        account, remedy = calendars.account.address, calendars.wire.classify.remedy
        told = f"The primary calendar of {account} can't be read: {reason}."
        raise Forbidden(f"{told} See that Google Calendar is switched on for this account. {remedy}")
    return page(place, [Skipped(id=note_id(calendar), reason=f"the calendar {calendar} was left out: {reason}")])


def note_id(calendar: str) -> str:
    return record_id(calendar, "")
