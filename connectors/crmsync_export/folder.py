"""The two tables as they are at this moment, and what is changed of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crmsync.connector import EmailAddress, Task, Unready
from crmsync_export.columns import CONTACT_COLUMNS, EMAIL, TASK_COLUMNS, addresses_of, id_of, task_of
from crmsync_export.files import TableFile, read_text, write_text
from crmsync_export.formats import Format, Row, Table
from crmsync_export.written import Written, written_of

WRITTEN = ".crmsync-written"
"""Hashes of all whose line we ever wrote: who is among them and not in the table any more was removed by a person."""


@dataclass(slots=True)
class Folder:
    """Read with `opened`; nothing is written before `save`."""

    path: Path
    format: Format
    contacts: dict[str, Row]
    """By id. Of two lines with one id, or one address, the first counts."""
    tasks: dict[str, Row]
    """By key. Of two lines with one key the first counts."""
    written: Written
    by_address: dict[EmailAddress, str]
    """Ids of contacts."""
    _columns: Mapping[str, tuple[str, ...]]
    _other_contacts: list[Row]
    """Lines without an address that can be read, or with the id of one above: kept, and nobody's."""
    _other_tasks: list[Row]
    """Lines without a key, or with the key of one above: kept, and told to nobody."""
    _written_text: str
    """As it stands in the file."""

    def tasks_of(self) -> dict[str, tuple[Task, ...]]:
        """By contact."""
        found: dict[str, tuple[Task, ...]] = {}
        for row in self.tasks.values():
            contact = self.format.text(row.get("contact"))
            found[contact] = (*found.get(contact, ()), task_of(row, self.format))
        return found

    def drop_task(self, key: str) -> None:
        """With all copies of its line: one that stayed would be the task the next time."""
        self.tasks.pop(key, None)
        self._other_tasks = [row for row in self._other_tasks if task_of(row, self.format).key != key]

    def drop_contact(self, id: str) -> None:
        """With all copies of its line, as a task."""
        self.contacts.pop(id, None)
        self._other_contacts = [row for row in self._other_contacts if id_of(row, self.format) != id]

    def fill_copies(self, id: str, cells: Row) -> None:
        """Of a contact's line, which are read as nobody's."""
        self._other_contacts = [
            {**row, **cells} if id_of(row, self.format) == id else row for row in self._other_contacts
        ]

    def save(self, before: "Folder") -> None:
        """Write what differs from `before`. Contacts first: a task without its contact would be nobody's."""
        if (self.contacts, self._other_contacts) != (before.contacts, before._other_contacts):
            rows = [*self.contacts.values(), *self._other_contacts]
            self._file("contacts").write(Table(_all(self._columns["contacts"], CONTACT_COLUMNS), rows))
        if (self.tasks, self._other_tasks) != (before.tasks, before._other_tasks):
            rows = [*self.tasks.values(), *self._other_tasks]
            self._file("tasks").write(Table(_all(self._columns["tasks"], TASK_COLUMNS), rows))
        if self.written.text() != self._written_text:
            write_text(self.path / WRITTEN, self.written.text())

    def copy(self) -> "Folder":
        """One that may be changed: rows are replaced, never changed in place."""
        return replace(
            self,
            contacts=dict(self.contacts),
            tasks=dict(self.tasks),
            written=self.written.copy(),
            by_address=dict(self.by_address),
        )

    def _file(self, name: str) -> TableFile:
        return TableFile(self.path / f"{name}{self.format.suffix}", self.format)


def opened(path: Path, format: Format) -> Folder:
    """Raises `Unready` where a table is none, or has no column for addresses."""
    contacts, tasks = (TableFile(path / f"{name}{format.suffix}", format).read() for name in ("contacts", "tasks"))
    if contacts.rows and EMAIL not in contacts.columns:
        raise Unready(f"{path / 'contacts'}{format.suffix} has no column {EMAIL}. Add it, or move the file away.")
    people, other_contacts = _firsts(contacts.rows, lambda row: id_of(row, format) if addresses_of(row, format) else "")
    by_key, other_tasks = _firsts(tasks.rows, lambda row: task_of(row, format).key)
    written = read_text(path / WRITTEN)
    return Folder(
        path=path,
        format=format,
        contacts=people,
        tasks=by_key,
        written=written_of(written),
        by_address=_index(people, format),
        _columns={"contacts": tuple(contacts.columns), "tasks": tuple(tasks.columns)},
        _other_contacts=other_contacts,
        _other_tasks=other_tasks,
        _written_text=written,
    )


def _firsts(rows: Iterable[Row], name: Callable[[Row], str]) -> tuple[dict[str, Row], list[Row]]:
    """The first line of each name, and all others: those that come later, and those without a name."""
    firsts: dict[str, Row] = {}
    others: list[Row] = []
    for row in rows:
        if (named := name(row)) and named not in firsts:
            firsts[named] = row
        else:
            others.append(row)
    return firsts, others


def _index(people: Mapping[str, Row], format: Format) -> dict[EmailAddress, str]:
    found: dict[EmailAddress, str] = {}
    for id, row in people.items():
        for address in addresses_of(row, format):
            found.setdefault(address, id)
    return found


def _all(there: tuple[str, ...], ours: tuple[str, ...]) -> tuple[str, ...]:
    return (*there, *(column for column in ours if column not in there))
