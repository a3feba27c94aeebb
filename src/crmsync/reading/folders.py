"""A folder of files as a source: what is new, changed or gone, told page by page. It reads files, and nothing else."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from crmsync.connector import Channel, Coverage, Cursor, CursorExpired, Page, Record, Skipped, Snapshot, Unavailable

PAGE = 500
"""Records of a page, more or less: a file is told in one."""

Read = Callable[[Path], Iterable[Record]]
"""What stands in a file. Raises ValueError where it can't be read as a whole; anything else stops the pull."""

Entry = TypeVar("Entry")
"""What a format holds for a record: a JSON object, a row."""

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What reading a value meets that is missing, is of another type, or is none of its kind."""

NO_ID = (None, "")


def changed_files(
    root: Path, pattern: str, cursor: Cursor | None, read: Read, channels: Collection[Channel]
) -> Iterator[Page]:
    """The pages of a pull: the records of each file below `root` that matches the glob `pattern` and is new or changed.

    Their ids need be unique within the file only: they are told as `FILE/ID`, with the file's path below `root`; of two
    with one id the last is told. What is gone from a file, or with it, is withdrawn; a file that can't be read is
    skipped, and what was known of it stays. All records of a changed file are told again: a source of large files that
    grow keeps its places in them itself.
    Raises `Unavailable` where there is no such file at all, for a disk may not be there, and `CursorExpired`.
    """
    files = _found(root, pattern)
    pull = _Pull(_marks(cursor), frozenset(channels), everything=None if cursor else set())
    if not files:
        raise Unavailable(f"There is no {pattern} in {root}. Put the files there, or mend the path.")
    for name in sorted(files.keys() | pull.marks.keys()):
        if files.get(name) != pull.marks.get(name):
            yield from pull.file(name, files.get(name), _told(root, name, read) if name in files else [])
    if pull.records:
        yield pull.page()
    yield pull.page(pull.sweep(), complete=True)


def each_entry(entries: Iterable[Entry], read: Callable[[Entry], Record]) -> Iterator[Record]:
    """The record of each entry. One that `read` can't, or that has no id, is `Skipped` under its `id`, else its number.

    Raises ValueError where `entries` are no list.
    """
    if not isinstance(entries, Iterable) or isinstance(entries, str | Mapping):
        raise ValueError("no list of entries")  # noqa: TRY004 - the file is at fault, and is skipped for it
    for number, entry in enumerate(entries, 1):
        id = entry.get("id") if isinstance(entry, Mapping) else None
        record = _record_of(entry, read)
        if record is None or record.id in NO_ID:
            record = Skipped(id=f"entry {number}" if id in NO_ID else str(id), reason="the entry can't be read")
        yield record


def _record_of(entry: Entry, read: Callable[[Entry], Record]) -> Record | None:
    try:
        return read(entry)
    except UNREADABLE:
        return None


@dataclass(slots=True)
class _Pull:
    marks: dict[str, str]
    """Of each file in what state it was told."""
    channels: frozenset[Channel]
    everything: set[str] | None
    """The ids told by now, from the beginning; None where that is not all there is."""
    records: list[Record] = field(default_factory=list)

    def file(self, name: str, state: str | None, told: list[Record] | None) -> Iterator[Page]:
        """`state`: None where the file is gone. `told`: None where it could not be opened, which may pass."""
        if told is None:
            self.records.append(Skipped(id=f"{name}/", reason="the file can't be opened"))
            self.everything = None
            return
        known, whole = name in self.marks, not any(record.id == f"{name}/" for record in told)
        self._count(told, whole=whole)
        self.marks.pop(name, None)
        self.marks |= {name: state} if state else {}
        if known or len(self.records) >= PAGE:
            ids = frozenset(record.id for record in told)
            yield self.page(Snapshot(prefix=f"{name}/", ids=ids) if known and whole else None)

    def _count(self, told: list[Record], *, whole: bool) -> None:
        self.records += told
        if self.everything is not None and whole:
            self.everything.update(record.id for record in told)
        else:
            self.everything = None

    def sweep(self) -> Snapshot | None:
        """From the beginning no file is known to have been told: what is gone shows when all was read in one pull."""
        return None if self.everything is None else Snapshot(ids=frozenset(self.everything))

    def page(self, snapshot: Snapshot | None = None, *, complete: bool = False) -> Page:
        records, self.records = self.records, []
        coverage = Coverage(channels=self.channels, complete=complete)
        return Page(records=records, cursor=Cursor(json.dumps(self.marks)), coverage=coverage, snapshot=snapshot)


def _told(root: Path, name: str, read: Read) -> list[Record] | None:
    try:
        last = {record.id: record for record in read(root / name)}
        return [replace(record, id=f"{name}/{id}") for id, record in last.items()]
    except ValueError:
        return [Skipped(id=f"{name}/", reason="the file can't be read")]
    except OSError:
        return None


def _found(root: Path, pattern: str) -> Mapping[str, str]:
    """By the path below `root`, the state: size and time."""
    found = {path.relative_to(root).as_posix(): path for path in root.glob(pattern) if path.is_file()}
    return {name: f"{path.stat().st_size:x}.{path.stat().st_mtime_ns:x}" for name, path in found.items()}


def _marks(cursor: Cursor | None) -> dict[str, str]:
    try:
        return {str(name): str(state) for name, state in json.loads(cursor or "{}").items()}
    except (ValueError, AttributeError) as error:
        raise CursorExpired("The cursor of these files can't be read. Pull from the beginning.") from error
