"""The lists of calendars and of events, page by page."""

from collections.abc import Callable
from datetime import datetime

from ..google.answering import CANARY, Resource
from ..google.errors import Refused
from . import resource
from .account import CalendarAccount, Role
from .agenda import Agenda
from .arguments import Arguments
from .entry import Entry
from .errors import FULL_SYNC_REQUIRED, NOT_FOUND, invalid
from .tokens import Place

Test = Callable[[Entry], bool]


def calendars(account: CalendarAccount, given: Arguments) -> Resource:
    """calendarList.list."""
    place = Place.read(given.text("pageToken"), account.address, "pageToken").after if given.text("pageToken") else ""
    size = 0 if given.empty_page else given.size("maxResults", 100, 250)
    hidden = set() if given.flag("showHidden") else account.hidden
    ids = [id for id in sorted(account.shown) if id > place and id not in hidden]
    items = [
        resource.calendar(*account.shown[id], primary=account.shown[id][0] is account.primary) for id in ids[:size]
    ]
    page: Resource = {"kind": "calendar#calendarList", "etag": '"1"', "items": items}
    if ids[size:]:
        page["nextPageToken"] = Place(
            calendar=account.address, version=1, after=items[-1]["id"] if items else place
        ).text()
    return page


def events(agenda: Agenda, role: Role, given: Arguments) -> Resource:
    """events.list: with a sync token what has changed since, unbounded in time; else what lies in the window.

    A change of a series is told by all of its meetings to its end, whatever window the first list had.
    """
    single = given.flag("singleEvents")
    kind = _single if single else _whole
    if given.text("syncToken"):
        given.check_sync()
        since = Place.read(given.text("syncToken"), agenda.id, "syncToken").version
        if since < agenda.oldest:
            raise Refused(FULL_SYNC_REQUIRED)
        return _page(agenda, role, given, lambda entry: kind(entry) and entry.changed > since)
    inside, deleted_too, uid = _window(given), given.flag("showDeleted"), given.text("iCalUID")

    def wanted(entry: Entry) -> bool:
        shown = kind(entry) and (deleted_too or not entry.cancelled) and inside(entry)
        return shown and (not uid or resource.event(agenda, entry).get("iCalUID") == uid)

    return _page(agenda, role, given, wanted)


def instances(agenda: Agenda, role: Role, given: Arguments) -> Resource:
    """events.instances."""
    series = agenda.entry(given.id)
    if series is None or series.cancelled or not series.is_series:
        raise Refused(NOT_FOUND)
    inside, deleted_too = _window(given), given.flag("showDeleted")
    page = _page(
        agenda,
        role,
        given,
        lambda entry: entry.series == series.id and (deleted_too or not entry.cancelled) and inside(entry),
    )
    page.pop("nextSyncToken", None)
    return page


def _single(entry: Entry) -> bool:
    return not entry.is_series


def _whole(entry: Entry) -> bool:
    return not entry.series or entry.exception


def _window(given: Arguments) -> Test:
    """timeMin bounds the end, timeMax the start, both exclusively."""
    least, most = given.time("timeMin"), given.time("timeMax")
    if least and most and least >= most:
        raise invalid("The specified time range is empty.", "timeMax", "timeRangeEmpty")

    def inside(entry: Entry) -> bool:
        return (least is None or _end(entry) > least) and (most is None or entry.meeting.start < most)

    return inside


def _end(entry: Entry) -> datetime:
    """Of a series that of its last meeting."""
    meeting = entry.meeting
    return meeting.end + (meeting.count - 1) * meeting.every if meeting.every else meeting.end


def _page(agenda: Agenda, role: Role, given: Arguments, wanted: Test) -> Resource:
    """A page begins behind an id, so it stays where it is while entries come and go; the sync token does the rest."""
    text = given.text("pageToken")
    place = Place.read(text, agenda.id, "pageToken") if text else Place(calendar=agenda.id, version=agenda.version)
    found = [entry for entry in agenda.entries() if entry.id > place.after and wanted(entry)]
    size = 0 if given.empty_page else given.page_size()
    page = _head(agenda, role) | {"items": [_shown(agenda, role, given, entry) for entry in found[:size]]}
    if found[size:] or given.empty_page:
        last = found[size - 1].id if size else place.after
        page["nextPageToken"] = Place(calendar=agenda.id, version=place.version, after=last).text()
    elif not any(given.text(name) for name in ("q", "orderBy", "iCalUID", "updatedMin")):
        page["nextSyncToken"] = Place(calendar=agenda.id, version=place.version).text()
    return page


def _head(agenda: Agenda, role: Role) -> Resource:
    return {
        "kind": "calendar#events",
        "etag": f'"{agenda.version}"',
        "summary": f"{CANARY} name of {agenda.id}",
        "description": f"{CANARY} description of {agenda.id}",
        "updated": "2026-01-01T00:00:00.000Z",
        "timeZone": agenda.zone,
        "accessRole": role,
        "defaultReminders": [],
    }


def _shown(agenda: Agenda, role: Role, given: Arguments, entry: Entry) -> Resource:
    return shown(agenda, role, entry, given.number("maxAttendees"))


def shown(agenda: Agenda, role: Role, entry: Entry, most: int | None) -> Resource:
    """An entry as far as this role may see it, with at most so many attendees."""
    look = resource.busy if role == "freeBusyReader" else resource.event
    return look(agenda, entry) if most is None else resource.few(look(agenda, entry), most)
