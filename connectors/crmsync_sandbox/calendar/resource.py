"""How entries and calendars look on the wire. Every private field is filled with the canary."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ..google.answering import CANARY, Resource
from ..life import Guest, Meeting
from .agenda import Agenda
from .entry import Entry

_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def event(agenda: Agenda, entry: Entry) -> Resource:
    """Whole; of a cancelled one only what Calendar promises."""
    common = {"kind": "calendar#event", "etag": f'"{entry.changed}"', "id": entry.id} | _place_in_series(agenda, entry)
    if entry.cancelled:
        return {**common, "status": "cancelled"}
    meeting = entry.meeting
    return {
        **common,
        "status": "confirmed",
        "htmlLink": f"https://www.google.com/calendar/event?eid={entry.id}",
        "created": _text(_BEGINNING),
        "updated": _text(_BEGINNING + timedelta(seconds=entry.changed)),
        "summary": meeting.title or f"{CANARY} summary of {entry.id}",
        **{name: f"{CANARY} {name} of {entry.id}" for name in ("description", "location", "hangoutLink")},
        "conferenceData": {"conferenceId": f"{CANARY} conference", "notes": f"{CANARY} notes"},
        "attachments": [{"fileUrl": f"https://drive.google.com/{CANARY}", "title": f"{CANARY} attachment"}],
        "creator": {"email": meeting.organizer},
        "organizer": _organizer(agenda, meeting),
        "start": _moment(agenda, meeting.start, all_day=meeting.all_day),
        "end": _moment(agenda, meeting.end, all_day=meeting.all_day),
        **({"recurrence": [_rule(meeting)]} if entry.is_series else {}),
        "iCalUID": meeting.uid or f"{entry.series or entry.id}@google.com",
        "sequence": 0,
        **_attendees(agenda, meeting),
        "reminders": {"useDefault": True},
        "eventType": meeting.kind,
    }


def busy(agenda: Agenda, entry: Entry) -> Resource:
    """What somebody sees of it who may see no more than when it is."""
    whole = event(agenda, entry)
    shown = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime", "start", "end", "eventType")
    return {name: whole[name] for name in shown if name in whole} | {"visibility": "private"}


def few(resource: Resource, most: int) -> Resource:
    """Where more than `most` are invited, only the participant whose calendar it is."""
    attendees = resource.get("attendees", [])
    if len(attendees) <= most:
        return resource
    return {**resource, "attendees": [one for one in attendees if one.get("self")], "attendeesOmitted": True}


def calendar(agenda: Agenda, role: str, *, primary: bool) -> Resource:
    """An entry of the calendar list."""
    return {
        "kind": "calendar#calendarListEntry",
        "etag": f'"{agenda.version}"',
        "id": agenda.id,
        "summary": agenda.id if primary else f"{CANARY} name of {agenda.id}",
        "description": f"{CANARY} description of {agenda.id}",
        "timeZone": agenda.zone,
        "colorId": "14",
        "selected": True,
        "accessRole": role,
        "defaultReminders": [],
        **({"primary": True} if primary else {}),
    }


def _place_in_series(agenda: Agenda, entry: Entry) -> Resource:
    if entry.original is None:
        return {}
    original = _moment(agenda, entry.original, all_day=entry.meeting.all_day)
    return {"recurringEventId": entry.series, "originalStartTime": original}


def _moment(agenda: Agenda, at: datetime, *, all_day: bool) -> Resource:
    """A date for an all-day entry; else the time in the calendar's zone, with its offset."""
    if all_day:
        return {"date": f"{at:%Y-%m-%d}"}
    return {"dateTime": at.astimezone(ZoneInfo(agenda.zone)).isoformat(timespec="seconds"), "timeZone": agenda.zone}


def _organizer(agenda: Agenda, meeting: Meeting) -> Resource:
    own = meeting.organizer in agenda.selves or meeting.organizer == agenda.id
    return {"email": meeting.organizer, **({"self": True} if own else {})}


def _attendees(agenda: Agenda, meeting: Meeting) -> Resource:
    """Absent, not empty, where nobody is invited."""
    guests = [dict(_attendee(agenda, meeting, guest)) for guest in meeting.guests]
    return ({"attendees": guests} if guests else {}) | ({"attendeesOmitted": True} if meeting.omitted else {})


def _attendee(agenda: Agenda, meeting: Meeting, guest: Guest) -> Iterator[tuple[str, object]]:
    yield "email", guest.email
    if guest.name:
        yield "displayName", guest.name
    if guest.email == meeting.organizer:
        yield "organizer", True
    if guest.email in agenda.selves:
        yield "self", True
    if guest.room:
        yield "resource", True
    yield "responseStatus", guest.answer


def _rule(meeting: Meeting) -> str:
    days = (meeting.every or timedelta()).days
    step = f"WEEKLY;INTERVAL={days // 7}" if days % 7 == 0 else f"DAILY;INTERVAL={days}"
    return f"RRULE:FREQ={step};COUNT={meeting.count}"


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.000Z}"
