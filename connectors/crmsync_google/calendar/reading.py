"""From an answer of Calendar to records."""

from dataclasses import replace

from crmsync.connector import Contact, Deleted, Interaction, Skipped
from crmsync_google.batch import Json
from crmsync_google.calendar.calendars import FREE_BUSY, Calendars, Unreadable, Window
from crmsync_google.calendar.cursor import Place
from crmsync_google.calendar.events import Sheet, own_addresses, read_event
from crmsync_google.calendar.moments import zone
from crmsync_google.calendar.pages import owner

ONLY_BUSY = "only free and busy times are shared"


def window(place: Place) -> Window:
    return Window(since=place.since, until=place.horizon)


def read(calendars: Calendars, calendar: str, answer: Json, place: Place) -> list[Interaction | Skipped | Deleted]:
    """What becomes of each event of a page. Raises `Unreadable` where the account may not see who takes part."""
    if answer.get("accessRole") == FREE_BUSY:
        raise Unreadable(ONLY_BUSY)
    sheet = Sheet(
        calendar=calendar, zone=zone(answer.get("timeZone")), horizon=place.horizon, subjects=calendars.subjects
    )
    return [read_event(event, sheet) for event in answer.get("items", ())]


def with_own(place: Place, calendar: str, answer: Json) -> tuple[Place, list[Contact]]:
    """The place with what a page shows of the owner's addresses, and the owner, where one of them is new.

    On a calendar that is shared, `self` is whose calendar it is: somebody else, mostly.
    """
    found = own_addresses(answer.get("items", ())) if calendar == place.primary else ()
    own = tuple(dict.fromkeys((*place.own, *found)))
    if own == place.own:
        return place, []
    place = replace(place, own=own)
    return place, [owner(place)]
