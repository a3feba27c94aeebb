"""A destination, and what it offers where it can."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from crmsync.connector.changes import Change, CreateContact
from crmsync.connector.naming import Cursor, EmailAddress
from crmsync.connector.outcomes import Outcome
from crmsync.connector.profiles import Profile, ProfilePage


class Ledger(Protocol):
    """What a destination may ask of the store."""

    def open_tasks(self) -> Collection[str]:
        """Ids of our tasks there that are not known to have ended."""


class Destination(Protocol):
    def changes(self, cursor: Cursor | None, ledger: Ledger) -> Iterator[ProfilePage]:
        """What people did there since `cursor`: settings, new profiles, the fate of our tasks. Never writes."""

    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        """The profiles that hold any of `emails`, each once. Who is not there is not answered. Never writes."""

    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """One outcome for each change, in order. Nothing is sent before the first one is asked for.

        Requests for neighbours of one kind may be under way together; where one fails, what came of the later is not
        told.

        Applying an applied change changes nothing: before a create is repeated whose answer was lost, it is looked up.
        Raises `Unready` before the first write where the destination lacks what `Schema.lacking` names.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaStep:
    """One thing that `setup` would create: what it is, its name there, and a sentence for the user.

    Options are those that a property lacks which is there already.
    """

    kind: Literal["group", "property", "options"]
    object: str
    name: str
    description: str


@runtime_checkable
class Schema(Protocol):
    """A destination that needs properties of its own offers this; `setup` calls it, sync never creates."""

    def lacking(self) -> Sequence[SchemaStep]:
        """What is missing, in the order of creation. Raises `Unready` where something exists with another type."""

    def create(self, step: SchemaStep) -> None:
        """Create it. Creating what exists in the right form changes nothing."""


@runtime_checkable
class TagKeeping(Protocol):
    """A destination that must know of each tag before it can hold it offers this."""

    def keep_tags(self, names: Collection[str]) -> None:
        """The tags that may be pushed, told once, before anything else is asked. No other ever comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskText:
    """What stands on one of our tasks now, as plain text."""

    subject: str
    body: str


@runtime_checkable
class TaskTexts(Protocol):
    """A destination that can tell what stands on our tasks offers this: `undo` rewrites none that a person rewrote."""

    def texts(self, tasks: Collection[str]) -> Mapping[str, TaskText]:
        """By id; who is gone is left out. Never writes."""


@runtime_checkable
class MayCreate(Protocol):
    """The `Config` of a destination offers this where people whom it does not hold may be given a profile."""

    @property
    def create_contacts(self) -> Literal["never", "two-way"]:
        """two-way: those one really talks with."""


@runtime_checkable
class ContactKeeping(Protocol):
    """A destination in which profiles can be created offers this."""

    def removed(self, emails: Collection[EmailAddress]) -> Collection[EmailAddress]:
        """Those whose profile was archived there: they are never created again. Never writes."""

    def touched(self, made: Mapping[str, CreateContact]) -> Collection[str]:
        """Those ids of profiles that hold something else beside our own than they were made with. Never writes."""


@runtime_checkable
class LogSettings(Protocol):
    """The `Config` of a destination that can keep a record of conversations has these."""

    @property
    def log(self) -> Collection[Literal["meeting", "mail"]]:
        """The channels whose interactions become records there."""

    @property
    def log_at_most(self) -> int:
        """How many a run may make, so that a backlog of years does not use up a day's allowance."""


@runtime_checkable
class Roster(Protocol):
    """A destination that can tell whom it holds offers this, so that a source can begin with them (`View.wanted`)."""

    def addresses(self) -> Iterator[Collection[EmailAddress]]:
        """All addresses of everybody there, page by page; a page is asked for only when it is wanted. Never writes."""


@runtime_checkable
class RecordLinking(Protocol):
    """A destination that knows where its user reads a profile in the browser."""

    def record_link(self) -> str | None:
        """The page's address, `{id}` standing for the profile's; None where the service does not say. One request."""
