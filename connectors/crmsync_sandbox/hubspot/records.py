"""The records of one kind: by id, by address or unique value, archived ones and those merged into others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .search_index import SearchIndex

ADDRESSES = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A contact or a task. Never changed, only replaced."""

    id: str
    properties: Mapping[str, str]
    """Normalised values; what is absent is empty."""
    archived_at: str | None = None

    def addresses(self) -> list[str]:
        """The primary address and the secondary ones."""
        return [one for one in f"{self.value('email')};{self.value('hs_additional_emails')}".split(";") if one]

    def value(self, name: str) -> str:
        return self.properties.get(name, "")

    def keys(self, name: str) -> list[str]:
        """Under which values of the unique property `name` this record is found."""
        return self.addresses() if name == ADDRESSES else [one for one in (self.value(name),) if one]

    def with_values(self, values: Mapping[str, str]) -> "Record":
        return replace(self, properties={**self.properties, **values})


@dataclass(slots=True, kw_only=True)
class Records:
    """All records of one kind. `unique` names the properties by which a live record can be found."""

    by_id: dict[str, Record] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    """From the id of a record that is no more to that of the one it was merged into."""
    unique: dict[str, dict[str, str]] = field(default_factory=dict)
    index: SearchIndex[Record] = field(default_factory=SearchIndex)

    def put(self, record: Record) -> None:
        """Store the record in place of the one with the same id."""
        self._forget(self.by_id.get(record.id))
        self.by_id[record.id] = record
        if record.archived_at is None:
            for name, ids in self.unique.items():
                ids.update(dict.fromkeys(record.keys(name), record.id))
        self.index.note(record.id, record)

    def merge(self, old: str, new: str) -> None:
        """`old` is no more; who asks for it gets `new`."""
        self._forget(self.by_id.pop(old))
        self.merged[old] = new
        self.index.note(old, None)

    def get(self, id_: str) -> Record | None:
        """The record of this id, or the one that it was merged into; archived or not."""
        while id_ in self.merged:
            id_ = self.merged[id_]
        return self.by_id.get(id_)

    def find(self, name: str, value: str) -> Record | None:
        """The live record with this value of a unique property."""
        key = value.strip().lower() if name == ADDRESSES else value
        id_ = self.unique[name].get(key)
        return self.by_id[id_] if id_ else None

    def live(self) -> Iterator[Record]:
        return (record for record in self.by_id.values() if record.archived_at is None)

    def find_by(self, name: str) -> None:
        """From now on records can be found by the property `name`."""
        self.unique[name] = {key: record.id for record in self.live() for key in record.keys(name)}

    def copy(self) -> "Records":
        return Records(
            by_id=dict(self.by_id),
            merged=dict(self.merged),
            unique={name: dict(ids) for name, ids in self.unique.items()},
            index=self.index.copy(),
        )

    def _forget(self, record: Record | None) -> None:
        if record is not None and record.archived_at is None:
            for name, ids in self.unique.items():
                for key in record.keys(name):
                    if ids.get(key) == record.id:
                        del ids[key]
