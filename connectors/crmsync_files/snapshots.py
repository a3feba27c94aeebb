"""What a file holds now, and what is gone from it."""

from dataclasses import dataclass, field
from datetime import datetime

from crmsync.connector import Interaction, Record, Snapshot
from crmsync_files.items import PEOPLE, WITHDRAWN, Item, Kind


@dataclass(slots=True)
class Told:
    """The records of one file that was read whole. Mail and messages stay when they are deleted: the talk happened."""

    item: Item
    _ids: set[str] = field(default_factory=set)
    _first: datetime | None = None

    def add(self, record: Record) -> None:
        if self.item.kind in WITHDRAWN:
            self._ids.add(record.id)
        if self.item.kind is Kind.CALENDAR and isinstance(record, Interaction):
            self._first = min(self._first or record.at, record.at)

    def snapshot(self, now: datetime) -> Snapshot | None:
        """Of a calendar since its first meeting, for it may hold some years only; always what was still ahead."""
        ids = frozenset(self._ids)
        if self.item.kind in PEOPLE:
            return Snapshot(prefix=self.item.prefix, ids=ids)
        if self.item.kind is Kind.CALENDAR:
            return Snapshot(prefix=self.item.prefix, ids=ids, since=min(self._first or now, now))
        return None
