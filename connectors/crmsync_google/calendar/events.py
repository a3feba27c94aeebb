"""From an event as Calendar tells it to an interaction. Pure, and quick on whatever a stranger wrote."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256
from itertools import islice

from crmsync.connector import (
    Channel,
    Deleted,
    EmailAddress,
    Interaction,
    Participant,
    Role,
    Signal,
    Skipped,
    email_address,
)
from crmsync.reading.meetings import THINGS, meeting_key
from crmsync.reading.text import LONGEST_NAME, LONGEST_SUBJECT, MOST_ADDRESSES, clean
from crmsync_google.batch import Json
from crmsync_google.calendar.moments import moment, original

_NOBODYS = frozenset({"outOfOffice", "focusTime", "workingLocation", "birthday"})
"""Event types that are no meeting with anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What holds for all events of one calendar. Those that begin at `horizon` or later are not told."""

    calendar: str
    zone: tzinfo
    horizon: datetime
    subjects: bool


def read_event(event: Json, sheet: Sheet) -> Interaction | Skipped | Deleted:
    """The interaction, or why there is none; `Deleted` where it is nobody's, cancelled or too far ahead."""
    id = record_id(sheet.calendar, event["id"])
    if event.get("status") == "cancelled" or event.get("eventType") in _NOBODYS:
        return Deleted(id=id)
    start, end = moment(event.get("start"), sheet.zone), moment(event.get("end"), sheet.zone)
    if start is None:
        return Skipped(id=id, reason="no start that can be read")
    people = _people(event)
    if start >= sheet.horizon or all(one.own for one in people):
        return Deleted(id=id)
    return Interaction(
        id=id,
        channel=Channel.MEETING,
        at=start,
        duration=max((end or start) - start, timedelta()),
        participants=tuple(one.participant for one in islice(people, MOST_ADDRESSES)),
        key=meeting_key(_text(event.get("iCalUID")), original(event, start)),
        signals=frozenset(_signals(event, people)),
        subject=_cut(event.get("summary"), LONGEST_SUBJECT) if sheet.subjects else None,
    )


def record_id(calendar: str, event: str) -> str:
    """The calendar stands in it as a hash: its id is somebody's address."""
    return f"{_hash(calendar)[:16]}/{event}"


def own_addresses(events: Iterable[Json]) -> Iterator[EmailAddress]:
    """Under which its owner is invited; of the primary calendar these are the account's own."""
    return (one.participant.address for event in events for one in _people(event) if one.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """`own`: it is the owner of the calendar."""

    participant: Participant
    own: bool


def _people(event: Json) -> list[_Person]:
    """Everybody once; who is invited twice has not declined unless both say so.

    An owner who organizes a meeting through another program is often not among its attendees, and yet there.
    """
    found: dict[EmailAddress, _Person] = {}
    for person in _invited(event):
        address = person.participant.address
        found[address] = _both(found[address], person) if address in found else person
    host = _person(event.get("organizer") or {}, Role.ORGANIZER)
    if host and host.own and not any(one.own for one in found.values()):
        found[host.participant.address] = host
    return list(found.values())


def _invited(event: Json) -> Iterator[_Person]:
    host = email_address(_text((event.get("organizer") or {}).get("email")))
    for attendee in event.get("attendees") or ():
        address = email_address(_text(attendee.get("email")))
        role = Role.ORGANIZER if attendee.get("organizer") or (address and address == host) else Role.ATTENDEE
        if person := _person(attendee, role):
            yield person


def _person(attendee: Json, role: Role) -> _Person | None:
    """None for rooms, and where the address can't be read."""
    address = email_address(_text(attendee.get("email")))
    if address is None or attendee.get("resource") or address.endswith(THINGS):
        return None
    declined = attendee.get("responseStatus") == "declined"
    name = _cut(attendee.get("displayName"), LONGEST_NAME)
    return _Person(
        participant=Participant(address=address, role=role, name=name, declined=declined),
        own=bool(attendee.get("self")),
    )


def _both(first: _Person, second: _Person) -> _Person:
    one, other = first.participant, second.participant
    return _Person(
        participant=replace(one, name=one.name or other.name, declined=one.declined and other.declined),
        own=first.own or second.own,
    )


def _signals(event: Json, people: list[_Person]) -> Iterator[Signal]:
    if "dateTime" not in event["start"]:
        yield Signal.ALL_DAY
    if event.get("attendeesOmitted") or len(people) > MOST_ADDRESSES:
        yield Signal.INCOMPLETE


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _cut(value: object, longest: int) -> str:
    return clean(_text(value)[: 4 * longest])[:longest].strip()
