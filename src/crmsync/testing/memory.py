"""A store in memory: it treats what a source tells as crmsync's own store does, and answers what a source may ask."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crmsync.connector import (
    Contact,
    Cursor,
    CursorExpired,
    Deleted,
    EmailAddress,
    Filing,
    Interaction,
    Page,
    Record,
    Signal,
    Skipped,
    Snapshot,
    Source,
)


@dataclass(slots=True)
class Memory:
    """The `View` of a source under test."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    since: datetime | None = None
    subjects: bool = False
    own: Collection[EmailAddress] = ()
    records: dict[str, Record] = field(default_factory=dict)
    """What is held now, by id; what was skipped too."""
    told: list[Record] = field(default_factory=list)
    """Everything that was ever told, in order, repeats and deletions included."""
    cursor: Cursor | None = None
    """That of the last page that was kept."""

    def known(self, ids: Collection[str]) -> Collection[str]:
        return [id for id in ids if id in self.records and not isinstance(self.records[id], Skipped)]

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        found = {id: self.records.get(id) for id in ids}
        return {id: _filing(record) for id, record in found.items() if isinstance(record, Interaction)}

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return []

    def wanted(self) -> Collection[EmailAddress]:
        return []

    def keep(self, page: Page) -> None:
        for record in page.records:
            self.told.append(record)
            self.records.pop(record.id, None)
            if not isinstance(record, Deleted):
                self.records[record.id] = record
        if page.snapshot:
            self._withdraw(page.snapshot)
        self.cursor = page.cursor

    def _withdraw(self, snapshot: Snapshot) -> None:
        mine = [record for id, record in self.records.items() if id.startswith(snapshot.prefix)]
        for record in mine:
            if record.id not in snapshot.ids and not _stays(record, snapshot.since):
                del self.records[record.id]

    @property
    def ids(self) -> set[str]:
        """Of all that was read and is held, but for what the source tells of the account's own user."""
        return {id for id, record in self.records.items() if not _apart(record)}

    @property
    def told_ids(self) -> list[str]:
        """Of all that was told, in order, but for what the source tells of the account's own user."""
        return [record.id for record in self.told if not (isinstance(record, Contact) and record.own)]


def pull(source: Source, memory: Memory) -> list[Page]:
    """Everything since the memory's cursor, each page kept as the core does it; anew where the cursor has expired."""
    memory.told.clear()
    try:
        return list(kept(source, memory))
    except CursorExpired:
        if memory.cursor is None or memory.told:
            raise
        memory.cursor = None
        return list(kept(source, memory))


def kept(source: Source, memory: Memory) -> Iterator[Page]:
    """The pages of a pull, each kept before the next one is asked for."""
    for page in source.pull(memory.cursor, memory):
        memory.keep(page)
        yield page


def _filing(record: Interaction) -> Filing:
    return Filing(labels=record.labels, category=Signal.CATEGORY in record.signals, sent=record.sent)


def _stays(record: Record, since: datetime | None) -> bool:
    return since is not None and isinstance(record, Interaction) and record.at + record.duration <= since


def _apart(record: Record) -> bool:
    return isinstance(record, Skipped) or (isinstance(record, Contact) and record.own)
