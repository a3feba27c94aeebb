"""From a calendar's components to interactions, by the rules that hold for Google's calendars. Pure.

What is cancelled, what begins too far ahead, what ended before the horizon and what nobody else is on is not told.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from itertools import islice
from typing import Any

from icalendar import Event
from icalendar.error import BrokenCalendarProperty

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, Role, Signal, Skipped, email_address
from crmsync.reading.meetings import THINGS, meeting_key
from crmsync.reading.text import LONGEST_NAME, LONGEST_SUBJECT, MOST_ADDRESSES, clean

AHEAD = timedelta(days=90)
_YEARS = range(1970, 9000)
_NO_PLACES = ("RESOURCE", "ROOM")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What holds for all entries of one calendar. `prefix`: how the ids of its records begin."""

    prefix: str
    zone: tzinfo
    now: datetime
    since: datetime | None
    own: Collection[EmailAddress]
    subjects: bool
    host_comes: bool = False
    """Who organizes a meeting is on it without being invited: so Outlook writes them."""


def entry(event: Event, sheet: Sheet) -> Interaction | Skipped | None:
    """The interaction; None where there is none to tell."""
    start = moment(_when(event, "DTSTART"), sheet.zone)
    if start is None:
        return Skipped(
            id=f"{sheet.prefix}{_hash(_text(event.get('UID')))}", reason="an event has no start that can be read"
        )
    duration = _duration(event, start, sheet.zone)
    people = list(_people(event, sheet))
    if _cancelled(event) or all(one.address in sheet.own for one in people) or not _within(start, duration, sheet):
        return None
    uid, planned = _text(event.get("UID")), _planned(event, start)
    return Interaction(
        id=f"{sheet.prefix}{_hash(uid)}/{planned}",
        channel=Channel.MEETING,
        at=start,
        duration=duration,
        participants=tuple(islice(people, MOST_ADDRESSES)),
        key=meeting_key(uid, planned),
        signals=frozenset(_signals(event, people)),
        subject=_cut(event.get("SUMMARY"), LONGEST_SUBJECT) if sheet.subjects else None,
    )


def moment(value: object, zone: tzinfo) -> datetime | None:
    """In UTC; a date begins at midnight, and a time without a zone is one of the calendar's."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        return None
    try:
        at = value.replace(tzinfo=value.tzinfo or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if at.year in _YEARS else None


def _within(start: datetime, duration: timedelta, sheet: Sheet) -> bool:
    return start < sheet.now + AHEAD and (sheet.since is None or start + duration >= sheet.since)


def _cancelled(event: Event) -> bool:
    return _text(event.get("STATUS")).upper() == "CANCELLED"


def _when(event: Event, name: str) -> object:
    try:
        return getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None


def _duration(event: Event, start: datetime, zone: tzinfo) -> timedelta:
    """DTEND, else DURATION; else of an all-day entry the day, of others nothing (RFC 5545, 3.6.1)."""
    end, told = moment(_when(event, "DTEND"), zone), _when(event, "DURATION")
    if end is not None:
        return max(end - start, timedelta())
    if isinstance(told, timedelta):
        return max(told, timedelta())
    return timedelta(days=1) if _is_day(_when(event, "DTSTART")) else timedelta()


def _planned(event: Event, start: datetime) -> str:
    """When it was to begin by its series."""
    told = _when(event, "RECURRENCE-ID") or _when(event, "DTSTART")
    if isinstance(told, date) and not isinstance(told, datetime):
        return told.isoformat()
    return f"{moment(told, UTC) or start:%Y-%m-%dT%H:%M:%SZ}"


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _people(event: Event, sheet: Sheet) -> Iterator[Participant]:
    """Everybody once; who is invited twice has not declined unless both say so."""
    host = _address(event.get("ORGANIZER"))
    found: dict[EmailAddress, Participant] = {}
    for each in _listed(event.get("ATTENDEE")):
        if one := _participant(each, host):
            before = found.get(one.address)
            declined = one.declined and (before is None or before.declined)
            found[one.address] = replace(one, declined=declined, name=(before and before.name) or one.name)
    if host and host not in found and _comes(host, found, sheet):
        found[host] = Participant(address=host, role=Role.ORGANIZER, name=_name(event.get("ORGANIZER")))
    yield from found.values()


def _comes(host: EmailAddress, found: Collection[EmailAddress], sheet: Sheet) -> bool:
    """Self organizes a meeting through another program and is there, though not among the invited."""
    if host.endswith(THINGS):
        return False
    return sheet.host_comes or (host in sheet.own and not any(each in sheet.own for each in found))


def _participant(attendee: Any, host: EmailAddress | None) -> Participant | None:  # noqa: ANN401 - a property of any type
    """None for rooms, and where the address can't be read."""
    address, told = _address(attendee), getattr(attendee, "params", {})
    if address is None or address.endswith(THINGS) or str(told.get("CUTYPE", "")).upper() in _NO_PLACES:
        return None
    return Participant(
        address=address,
        role=Role.ORGANIZER if address == host else Role.ATTENDEE,
        name=_name(attendee),
        declined=str(told.get("PARTSTAT", "")).upper() == "DECLINED",
    )


def _address(value: Any) -> EmailAddress | None:  # noqa: ANN401
    """Of `mailto:ann@x.org`; some programs write another address of theirs, and the e-mail beside it."""
    if value is None or isinstance(value, list):
        return None
    written = str(value)[:500]
    scheme, _, rest = written.partition(":")
    beside = str(getattr(value, "params", {}).get("EMAIL", ""))
    return email_address(rest if scheme.lower() == "mailto" else written) or email_address(beside)


def _name(value: Any) -> str:  # noqa: ANN401
    """Some programs write the address there."""
    name = _cut(getattr(value, "params", {}).get("CN"), LONGEST_NAME)
    return "" if email_address(name) else name


def _signals(event: Event, people: Collection[Participant]) -> Iterator[Signal]:
    if _is_day(_when(event, "DTSTART")):
        yield Signal.ALL_DAY
    if len(people) > MOST_ADDRESSES:
        yield Signal.INCOMPLETE


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [value] if value is not None else []


def _hash(uid: str) -> str:
    return sha256(uid.encode("utf-8", "replace")).hexdigest()[:16]


def _text(value: object) -> str:
    return str(value) if value is not None else ""


def _cut(value: object, longest: int) -> str:
    return clean(_text(value)[: 4 * longest])[:longest].strip()
