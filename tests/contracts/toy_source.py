"""An honest source of calls in this process, small enough to break one thing of it at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from crmsync.connector import (
    Channel,
    ConnectorError,
    Coverage,
    Cursor,
    CursorExpired,
    Deleted,
    Interaction,
    Page,
    Participant,
    Record,
    Role,
    Skipped,
    Unauthorized,
    View,
    email_address,
)
from crmsync.retry import Again, Caller
from crmsync.testing import Failure, SourceWorld

PAGE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A call as the service holds it. `version`: when it last changed."""

    id: str
    address: str
    at: datetime
    version: int
    labels: frozenset[str] = frozenset()
    gone: bool = False


class Met(Exception):
    """A request met a failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class Exchange:
    """The service: it lists what changed after a version, oldest first."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.version = 0
        self.epoch = 0
        """Places of an earlier one are forgotten."""
        self.requests = 0
        self.failure: Failure | None = None
        self.left: int | None = 0

    def put(self, entry: Entry) -> str:
        self.version += 1
        self.entries[entry.id] = replace(entry, version=self.version)
        return entry.id

    def list(self, after: int, size: int = PAGE) -> list[Entry]:
        self.requests += 1
        if self.failure and self.left != 0:
            self.left = None if self.left is None else self.left - 1
            raise Met(self.failure)
        changed = [entry for entry in self.entries.values() if entry.version > after]
        return sorted(changed, key=lambda entry: entry.version)[:size]


def classify(error: Exception) -> Again | ConnectorError | None:
    match error:
        case Met(failure=Failure.NO_LOGIN):
            return Unauthorized("the exchange refuses the login. Log in again.")
        case Met(failure=failure):
            return Again(reason=f"the exchange answered {failure}")
        case _:
            return None


class Honest:
    """Each method is a place where one may go wrong."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.caller = Caller(wait_scale=0.0001)

    def begin(self, cursor: Cursor | None) -> int:
        if cursor is None:
            return 0
        epoch, _, place = cursor.partition(" ")
        if int(epoch) != self.exchange.epoch:
            raise CursorExpired("the exchange has forgotten the place. Pull from the beginning.")
        return int(place)

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        place = self.begin(cursor)
        last = False
        while not last:
            entries = self.ask(place)
            last = len(entries) < PAGE
            place = entries[-1].version if entries else place
            yield self.page([self.read(entry) for entry in entries], place, last=last)

    def ask(self, place: int) -> list[Entry]:
        budget = self.caller.budget("exchange", 1000, 1.0)
        return self.caller.call(
            lambda: self.exchange.list(place), connector="exchange", classify=classify, budget=budget
        )

    def read(self, entry: Entry) -> Record:
        address = email_address(entry.address)
        if entry.gone:
            return Deleted(id=entry.id)
        if address is None:
            return Skipped(id=entry.id, reason="no number that can be read")
        participants = (Participant(address=address, role=Role.FROM),)
        at = entry.at.astimezone(UTC)
        return Interaction(id=entry.id, channel=Channel.CALL, at=at, participants=participants, labels=entry.labels)

    def page(self, records: list[Record], place: int, *, last: bool) -> Page:
        coverage = Coverage(channels=frozenset({Channel.CALL}), complete=last)
        return Page(records=records, cursor=Cursor(f"{self.exchange.epoch} {place}"), coverage=coverage)


class ExchangeWorld(SourceWorld):
    """The exchange, with an honest source in front, or another one."""

    kind: type[Honest] = Honest

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.exchange = Exchange()

    def open(self) -> Honest:
        return self.kind(self.exchange)

    def add(self, address: str, at: datetime) -> str:
        number = len(self.exchange.entries)
        return self.exchange.put(Entry(id=f"call {number}", address=address, at=at, version=0))

    def change(self, id: str) -> None:
        self.exchange.put(replace(self.exchange.entries[id], labels=frozenset({"Investors"})))

    def remove(self, id: str) -> None:
        self.exchange.put(replace(self.exchange.entries[id], gone=True))

    def expire(self) -> None:
        self.exchange.epoch += 1

    def spoil(self) -> str:
        return self.add("nobody", self.now)

    def requests(self) -> int:
        return self.exchange.requests

    def held(self) -> object:
        return dict(self.exchange.entries)

    def fail(self, failure: Failure, times: int | None = 1) -> None:
        self.exchange.failure, self.exchange.left = failure, times

    def heal(self) -> None:
        self.exchange.failure = None
