"""The two tables as they are at this moment, and what is changed of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crmsync.connector import EmailAddress, Task, Unready
from crmsync_export.columns import CONTACT_COLUMNS, EMAIL, TASK_COLUMNS, addresses_of, id_of, task_of
from crmsync_export.files import TableFile, read_text, write_text
from crmsync_export.formats import Format, Row, Table

WRITTEN = ".crmsync-written"
"""Addresses of all whose line we ever wrote, one a line: who is not in the table any more was removed by a person."""


@dataclass(slots=True)
class Folder:
    """Read with `opened`; nothing is written before `save`."""

    path: Path
    format: Format
    contacts: dict[str, Row]
    """By id. Of two lines with one id, or one address, the first counts."""
    tasks: dict[str, Row]
    """By key."""
    written: set[str]
    by_address: dict[EmailAddress, str]
    """Ids of contacts."""
    _columns: Mapping[str, tuple[str, ...]]
    _other_lines: list[Row] = field(default_factory=list)
    """Lines without an address that can be read: kept, and nobody's."""

    def tasks_of(self) -> dict[str, tuple[Task, ...]]:
        """By contact."""
        found: dict[str, tuple[Task, ...]] = {}
        for row in self.tasks.values():
            contact = self.format.text(row.get("contact"))
            found[contact] = (*found.get(contact, ()), task_of(row, self.format))
        return found

    def save(self, before: "Folder") -> None:
        """Write what differs from `before`. Contacts first: a task without its contact would be nobody's."""
        if self.contacts != before.contacts:
            rows = [*self.contacts.values(), *self._other_lines]
            self._file("contacts").write(Table(_all(self._columns["contacts"], CONTACT_COLUMNS), rows))
        if self.tasks != before.tasks:
            self._file("tasks").write(Table(_all(self._columns["tasks"], TASK_COLUMNS), list(self.tasks.values())))
        if self.written != before.written:
            write_text(self.path / WRITTEN, "".join(f"{address}\n" for address in sorted(self.written)))

    def copy(self) -> "Folder":
        """One that may be changed: rows are replaced, never changed in place."""
        return Folder(
            path=self.path,
            format=self.format,
            contacts=dict(self.contacts),
            tasks=dict(self.tasks),
            written=set(self.written),
            by_address=dict(self.by_address),
            _columns=self._columns,
            _other_lines=self._other_lines,
        )

    def _file(self, name: str) -> TableFile:
        return TableFile(self.path / f"{name}{self.format.suffix}", self.format)


def opened(path: Path, format: Format) -> Folder:
    """Raises `Unready` where a table is none, or has no column for addresses."""
    contacts, tasks = (TableFile(path / f"{name}{format.suffix}", format).read() for name in ("contacts", "tasks"))
    if contacts.rows and EMAIL not in contacts.columns:
        raise Unready(f"{path / 'contacts'}{format.suffix} has no column {EMAIL}. Add it, or move the file away.")
    people: dict[str, Row] = {}
    others: list[Row] = []
    for row in contacts.rows:
        id = id_of(row, format)
        if addresses_of(row, format) and id not in people:
            people[id] = row
        else:
            others.append(row)
    return Folder(
        path=path,
        format=format,
        contacts=people,
        tasks={task_of(row, format).key: row for row in tasks.rows},
        written=set(read_text(path / WRITTEN).split("\n")) - {""},
        by_address=_index(people, format),
        _columns={"contacts": tuple(contacts.columns), "tasks": tuple(tasks.columns)},
        _other_lines=others,
    )


def _index(people: Mapping[str, Row], format: Format) -> dict[EmailAddress, str]:
    found: dict[EmailAddress, str] = {}
    for id, row in people.items():
        for address in addresses_of(row, format):
            found.setdefault(address, id)
    return found


def _all(there: tuple[str, ...], ours: tuple[str, ...]) -> tuple[str, ...]:
    return (*there, *(column for column in ours if column not in there))
