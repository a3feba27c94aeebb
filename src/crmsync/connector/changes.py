"""Changes: what the core asks of a destination."""

from dataclasses import dataclass
from datetime import date, datetime

from crmsync.connector.naming import EmailAddress
from crmsync.connector.profiles import Values
from crmsync.connector.records import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskContent:
    """`subject` and `body` are plain text; the destination escapes what it must."""

    subject: str
    body: str
    due: date
    channel: Channel
    owner: EmailAddress | None = None
    """Whose task it is, by address; the destination finds the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProperties:
    """`""` empties a property. Properties that are not named are left alone."""

    key: str
    profile: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTask:
    key: str
    profile: str
    content: TaskContent


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTask:
    """Rewrite subject, body and kind. The due date is left alone: a person may have moved it."""

    key: str
    profile: str
    task: str
    content: TaskContent


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    key: str
    profile: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferTask:
    """Put it off: it leaves the list of what is to be done, and is not counted as done."""

    key: str
    profile: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenTask:
    key: str
    profile: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTask:
    key: str
    profile: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearProfile:
    """Empty all of ours on the profile, and what people set for us to read: only `crmsync forget` asks for it.

    It is done even where the destination lacks some of it (`Schema.lacking`).
    """

    key: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContact:
    """A profile for somebody who has none, with our values in the same request.

    Where the address is somebody's already the values go there, and the outcome says that it `existed`.
    """

    key: str
    address: EmailAddress
    first_name: str
    last_name: str
    values: Values
    profile: str = ""
    """There is none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveContact:
    """Archive a profile that a `CreateContact` of ours made."""

    key: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A mail or meeting as its record may tell of it: never what was said, and nobody whom the record is not about."""

    channel: Channel
    at: datetime
    """Aware, UTC: when the mail was received or the meeting began."""
    ended: datetime
    sent: bool = False
    """Self wrote the mail."""
    own: EmailAddress | None = None
    """The address that self has on it."""
    others: tuple[EmailAddress, ...] = ()
    """The addresses by which those whom the record is about stand on it."""
    owner: EmailAddress | None = None
    """Whose record it is, by address; the destination finds the id."""
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogInteraction:
    """A record of a conversation, for all of `profiles`. The same conversation has the same key for ever."""

    key: str
    profile: str
    beside: tuple[str, ...] = ()
    """Further profiles that it is about."""
    content: Conversation

    @property
    def profiles(self) -> tuple[str, ...]:
        return (self.profile, *self.beside)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLogged:
    """Take back a record that `LogInteraction` made; `key` is that change's."""

    key: str
    profile: str
    channel: Channel
    record: str = ""
    """Its id there; empty where the answer was lost and nothing is known but the key."""
    beside: tuple[str, ...] = ()
    """Further profiles that it may be on: where nothing but the key is known it is looked for on all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLogged:
    """A record that `LogInteraction` made is about one more profile, which was not there at the time.

    As with that change, where somebody else has logged the conversation for the profile nothing is written.
    """

    key: str
    profile: str
    record: str
    """Its id there."""
    content: Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class UnshareLogged:
    """Take back what a `ShareLogged` did. The record stays."""

    key: str
    profile: str
    channel: Channel
    record: str


TaskChange = CreateTask | UpdateTask | CompleteTask | DeferTask | ReopenTask | ArchiveTask
LogChange = LogInteraction | ShareLogged | UnshareLogged | ArchiveLogged
Change = SetProperties | TaskChange | LogChange | CreateContact | ClearProfile | ArchiveContact
"""`key` is ours and stable: the same change has the same key on every run, until it is applied."""
