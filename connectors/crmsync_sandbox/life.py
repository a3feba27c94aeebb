"""What fills a sandbox: mails, meetings and an address book for an account, contacts for a portal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Answer = Literal["accepted", "declined", "tentative", "needsAction"]
EventType = Literal["default", "outOfOffice", "focusTime", "workingLocation", "birthday", "fromGmail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message of a mailbox: headers as they stand on the wire, in order, never a body."""

    headers: tuple[tuple[str, str], ...]
    at: datetime
    """Aware, UTC: when the service received it (Gmail's internalDate)."""
    thread: str
    """Mails of one conversation share it. Any text; the mailbox makes ids of its own."""
    labels: frozenset[str] = frozenset({"INBOX"})
    """Gmail's label ids (INBOX, SENT, CATEGORY_UPDATES …) and names of the user's own labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody, or a room, that a meeting was sent to."""

    email: str
    name: str = ""
    answer: Answer = "accepted"
    room: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """An entry of a calendar; with `every`, a series of `count` entries so far apart."""

    id: str
    """Google's event id, of a series the master's: lower-case letters a to v and digits."""
    start: datetime
    """Aware. Of an all-day entry midnight UTC of its first day."""
    end: datetime
    """Aware; exclusive."""
    organizer: str
    guests: tuple[Guest, ...] = ()
    """Everybody, the calendar's owner too. Empty: an entry that concerns nobody else."""
    every: timedelta | None = None
    count: int = 1
    uid: str = ""
    """The iCalUID, the same on every calendar that holds the meeting. Empty: made from `id`."""
    calendar: str = ""
    """The id of the calendar; empty: the owner's primary one."""
    title: str = ""
    """Empty: a private text that is easily found where it should not be."""
    kind: EventType = "default"
    all_day: bool = False
    omitted: bool = False
    """attendeesOmitted: not everybody who is on it is named."""
    cancelled: bool = False
    """The entry; of a series all of it."""
    called_off: frozenset[datetime] = frozenset()
    """When those entries of the series would have started that alone were cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A person in the owner's address book."""

    id: str
    """The last part of the resource name: `c123` of `people/c123`."""
    name: str = ""
    emails: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """Names of the owner's own groups; "starred" is the system's."""
    primary: int = 0
    """Which of `emails` is the primary one: Google does not always name it first."""
    other: bool = False
    """Google made it out of mail: it stands among the "other contacts", in no group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmContact:
    """A contact that the CRM knows from the start."""

    email: str
    firstname: str = ""
    lastname: str = ""
    additional_emails: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One person's mailbox, calendar and address book, and the half of their people that the CRM knows."""

    owner: str
    mails: tuple[Mail, ...]
    contacts: tuple[CrmContact, ...]
    user_labels: tuple[str, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    cards: tuple[Card, ...] = ()
