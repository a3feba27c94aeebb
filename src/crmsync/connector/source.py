"""A source, and what it may ask."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from crmsync.connector.naming import Cursor, EmailAddress
from crmsync.connector.records import Channel, Interaction, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is known once this page is stored."""

    channels: frozenset[Channel]
    complete: bool = False
    """Everything since `since` is known; what the plan left unread as bulk counts as seen."""
    since: datetime | None = None
    """None: everything the account ever held."""
    sent: bool = False
    """Everything that self sent since `since` is known, if not all that was received: where that is read first."""
    unread: int = 0
    """How many items the plan left unread as bulk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All there is now: records whose id begins with `prefix` and is not in `ids` are gone, and are withdrawn.

    An interaction that ended before `since` stays, told or not. What is listed but not told, say because it is known
    already, stands in `ids` too.
    """

    ids: frozenset[str]
    prefix: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Records and the cursor after them. `remaining`: how many items this pull still has to fetch, if known."""

    records: Sequence[Record]
    cursor: Cursor
    coverage: Coverage
    remaining: int | None = None
    minutes: float | None = None
    """How long these take at the pace that the service's limit allows, if known."""
    snapshot: Snapshot | None = None
    """Taken after the page's records are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """How an interaction is filed at its service: what may change of it without any news of its own."""

    labels: frozenset[str] = frozenset()
    category: bool = False
    """A bulk category: `Signal.CATEGORY`."""
    sent: bool = False


class View(Protocol):
    """What a source may ask of the store."""

    @property
    def now(self) -> datetime:
        """What the run takes for the present moment; aware, UTC."""

    @property
    def since(self) -> datetime | None:
        """The horizon: older items need not be pulled. None: everything."""

    @property
    def subjects(self) -> bool:
        """Whether subjects and titles may be asked for. Bodies never."""

    @property
    def own(self) -> Collection[EmailAddress]:
        """The addresses of self: those of the configuration, and those that accounts have called theirs by now."""

    def known(self, ids: Collection[str]) -> Collection[str]:
        """Those of `ids` that are stored, or were dropped on purpose; not those that were skipped.

        Of these, withdraw what the service holds no more, and what can't change need not be told again.
        """

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        """How those of `ids` that are stored interactions were filed when last told."""

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        """Those of `addresses` that are never to be logged. What is theirs alone is not read, and no record names it.

        Of a mail or a meeting among others the core hides them itself.
        """

    def wanted(self) -> Collection[EmailAddress]:
        """Addresses whose dates matter most: the CRM's people and those self wrote to. It may send requests."""


class Source(Protocol):
    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        """Everything since `cursor`, or everything where it is None, as pages.

        A pull may be abandoned after any page; the next one, given that page's cursor, goes on from there. A record
        may be told twice, never forgotten. The last page's coverage says what is complete.
        Raises `CursorExpired` before the first page where the service has forgotten the cursor's place: the core then
        pulls with None, and sweeps nothing: tell `Deleted` for what `known` holds, or end with a snapshot.
        Raises `Unauthorized`, `Exhausted`, `Unavailable`. Writes to no service.
        """


@runtime_checkable
class Linking(Protocol):
    """A source that knows where its user reads an interaction in the browser."""

    def link(self, interaction: Interaction) -> str | None:
        """The page's address; None where there is none. Sends no request."""
