"""Records: what a source gives."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from crmsync.connector.naming import EmailAddress


class Channel(StrEnum):
    """How people talked. The values are those of the property `last_channel`."""

    MAIL = "mail"
    MEETING = "meeting"
    CALL = "call"
    MESSAGE = "message"


class Role(StrEnum):
    """What a participant is on an interaction."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    ORGANIZER = "organizer"
    ATTENDEE = "attendee"


class Signal(StrEnum):
    """A fact of an interaction that speaks against contact: a machine, a crowd, no meeting. The core decides on it."""

    LIST = "list"
    """List-Id."""
    UNSUBSCRIBE = "unsubscribe"
    """List-Unsubscribe."""
    PRECEDENCE = "precedence"
    """Precedence: bulk, list or junk."""
    AUTO_SUBMITTED = "auto-submitted"
    """Auto-Submitted with another value than "no" (RFC 3834)."""
    NULL_SENDER = "null-sender"
    """Return-Path: <>."""
    REPORT = "report"
    """Content-Type multipart/report, or X-Failed-Recipients: a bounce or a receipt."""
    CATEGORY = "category"
    """The service files it under a bulk category (promotions, social, updates, forums)."""
    ALL_DAY = "all-day"
    """An entry for whole days: a birthday or a fair, rarely a talk."""
    INCOMPLETE = "incomplete"
    """Not everybody who is on it is named."""
    UNANSWERED = "unanswered"
    """A call that nobody took, or a meeting that did not take place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    address: EmailAddress
    role: Role
    name: str = ""
    declined: bool = False
    """Said no to the meeting. An answer that is still open counts as yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person as this source knows them."""

    id: str
    addresses: tuple[EmailAddress, ...]
    name: str = ""
    groups: frozenset[str] = frozenset()
    own: bool = False
    """The owner of the account: these addresses are self."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One mail, meeting, call or message. `id` is unique within the source and stable."""

    id: str
    channel: Channel
    at: datetime
    """Aware, UTC: when the mail was received or the meeting began."""
    participants: tuple[Participant, ...]
    duration: timedelta = timedelta()
    thread: str | None = None
    """The same on all of one conversation within this source, so that an answer is known for one; None: unknown."""
    key: str | None = None
    """The same on every account that holds this interaction: Message-ID, iCalUID and start."""
    sent: bool = False
    """It lies among the account's sent mail. Says nothing of who wrote it: an assistant may send from a mailbox.

    False where the service has no such place: who wrote it is known from the participant with the role `FROM`.
    """
    signals: frozenset[Signal] = frozenset()
    """What of it speaks against contact; empty where the service tells nothing of the kind."""
    list_id: str | None = None
    """The mailing list that it came by, as List-Id names it."""
    labels: frozenset[str] = frozenset()
    """The user's own labels, by name."""
    subject: str | None = None
    """Only where `View.subjects`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """The record with this id is withdrawn. Not for mail that was deleted: the talk happened; for spam it did not."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """The record with this id could not be read. It is counted and shown, and stops nothing."""

    id: str
    reason: str


Record = Contact | Interaction | Deleted | Skipped
