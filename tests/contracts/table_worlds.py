"""Tables as worlds of the destination contract: what a person does there is done with the standard library alone."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

from crmsync.testing import Ability, DestinationWorld
from crmsync_export.config import TableConfig
from crmsync_export.destination import TableDestination

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Lines = list[dict[str, Any]]


class TableWorld(DestinationWorld):
    """A folder, and a person with a text editor."""

    format: ClassVar[Literal["csv", "jsonl"]] = "csv"
    most_requests_for_250 = 2
    """The contacts, and whom we ever wrote to."""
    lacks: ClassVar = {
        Ability.FAILURES: "a file is there or is not: nothing is refused for haste, and no answer gets lost",
        Ability.LOGIN: "a file asks nobody who they are",
    }

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.written = 0
        self.patches = pytest.MonkeyPatch()
        replace = Path.replace

        def counted(path: Path, target: Path) -> Path:
            self.written += 1
            return replace(path, target)

        self.patches.setattr(Path, "replace", counted)

    def close(self) -> None:
        self.patches.undo()

    def open(self) -> TableDestination:
        config = TableConfig(folder=self.folder / "crm", format=self.format)
        return TableDestination(config, now=lambda: NOW)

    def load(self, addresses: Sequence[str]) -> Sequence[str]:
        ids = [str(number) for number, _ in enumerate(addresses, 1)]
        rows = [
            {"id": id, "phone": "+44 20", "email": address, "note": "=1+1"}
            for id, address in zip(ids, addresses, strict=True)
        ]
        self.write("contacts", rows)
        return ids

    def remove(self, profile: str) -> None:
        self.write("contacts", [row for row in self.rows("contacts") if row["id"] != profile])

    def held(self) -> object:
        folder = self.folder / "crm"
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}

    def foreign(self) -> object:
        return [{name: row[name] for name in ("id", "phone", "email", "note")} for row in self.rows("contacts")]

    def tasks(self) -> Sequence[str]:
        return [row["key"] for row in self.rows("tasks")]

    def requests(self) -> int:
        """How often a file was put in place."""
        return self.written

    def complete(self, task: str) -> None:
        self.edit(task, status="done")

    def delete(self, task: str) -> None:
        self.write("tasks", [row for row in self.rows("tasks") if row["key"] != task])

    def move(self, task: str, due: date) -> None:
        self.edit(task, due=due.isoformat())

    def edit(self, task: str, **cells: str) -> None:
        self.write("tasks", [{**row, **cells} if row["key"] == task else row for row in self.rows("tasks")])

    def set_cadence(self, profile: str, days: int | None) -> None:
        rows = self.rows("contacts")
        for row in rows:
            if row["id"] == profile:
                row["crmsync_cadence_days"] = "" if days is None else str(days)
        self.write("contacts", rows)

    def path(self, name: str) -> Path:
        return self.folder / "crm" / f"{name}.{self.format}"

    def rows(self, name: str) -> Lines:
        if not self.path(name).exists():
            return []
        return READERS[self.format](self.path(name).read_text("utf-8-sig"))

    def write(self, name: str, rows: Lines) -> None:
        self.path(name).parent.mkdir(exist_ok=True)
        with self.path(name).open("w", encoding="utf-8", newline="") as file:
            file.write(WRITERS[self.format](rows))


def _csv_rows(text: str) -> Lines:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _as_csv(rows: Lines) -> str:
    out = io.StringIO(newline="")
    columns = list(dict.fromkeys(name for row in rows for name in row)) or ["email"]
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


READERS: dict[str, Callable[[str], Lines]] = {
    "csv": _csv_rows,
    "jsonl": lambda text: [json.loads(line) for line in text.split("\n") if line],
}
WRITERS: dict[str, Callable[[Lines], str]] = {
    "csv": _as_csv,
    "jsonl": lambda rows: "".join(f"{json.dumps(row)}\n" for row in rows),
}
