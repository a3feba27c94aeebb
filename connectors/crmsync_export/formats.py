"""Two ways of writing a table as text: CSV, which is safe to open in a spreadsheet, and JSON Lines. Pure."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Row = dict[str, object]
"""A line by the names of its columns, as it stands in the file. Of CSV all cells are text."""

MARK = "\ufeff"
"""With it spreadsheets see that a file is UTF-8."""
_RUNS = re.compile(r"'*[=+\-@\t\r\n]")
"""What a spreadsheet takes for a formula by its first character, and what we write for that: one apostrophe more.

OWASP, "CSV Injection": = + - @ tab and carriage return; line feed is as bad.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns in the order of the file, and its lines."""

    columns: Sequence[str]
    rows: Sequence[Row]


class Format(Protocol):
    """`cell` and `text` turn a text of ours into what stands in the file, and back."""

    suffix: str

    def parse(self, content: str) -> Table:
        """Raises `ValueError` naming the line."""

    def written(self, table: Table) -> str: ...

    def cell(self, text: str) -> str: ...

    def text(self, cell: object) -> str: ...


class Csv:
    """RFC 4180 with a header. Cells of others are kept as they are."""

    suffix = ".csv"

    def parse(self, content: str) -> Table:
        reader = csv.reader(io.StringIO(content.removeprefix(MARK), newline=""), strict=True)
        try:
            columns = next(reader, [])
            rows = [_row(columns, cells, reader.line_num) for cells in reader if cells]
        except csv.Error as error:
            raise ValueError(f"line {reader.line_num}: {error}") from error
        if len(set(columns)) < len(columns):
            raise ValueError("line 1: two columns have one name")
        return Table(columns, rows)

    def written(self, table: Table) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out)  # with CRLF, or a lone carriage return would not be quoted
        writer.writerow(table.columns)
        writer.writerows([row.get(column, "") for column in table.columns] for row in table.rows)
        return MARK + out.getvalue()

    def cell(self, text: str) -> str:
        """A text that a spreadsheet would run gets an apostrophe in front."""
        return f"'{text}" if _RUNS.match(text) else text

    def text(self, cell: object) -> str:
        text = str(cell or "")
        return text[1:] if text.startswith("'") and _RUNS.match(text) else text


def _row(columns: Sequence[str], cells: Sequence[str], line: int) -> Row:
    if len(cells) > len(columns):
        raise ValueError(f"line {line}: {len(cells)} cells, but the header names {len(columns)} columns")
    return dict(zip(columns, cells, strict=False))


class JsonLines:
    """One object a line. Values of others are kept as they are, whatever their type."""

    suffix = ".jsonl"

    def parse(self, content: str) -> Table:
        lines = enumerate(content.removeprefix(MARK).split("\n"), 1)
        rows = [_object(number, line) for number, line in lines if line.strip()]
        return Table(tuple(dict.fromkeys(column for row in rows for column in row)), rows)

    def written(self, table: Table) -> str:
        return "".join(f"{json.dumps(_filled(row), ensure_ascii=False)}\n" for row in table.rows)

    def cell(self, text: str) -> str:
        return text

    def text(self, cell: object) -> str:
        return "" if cell is None else str(cell)


def _object(number: int, line: str) -> Row:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise ValueError(f"line {number}: no JSON: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"line {number}: must be a JSON object")  # noqa: TRY004 - a fault of the file
    return found


def _filled(row: Row) -> Row:
    """Without columns of ours that are empty: what is not there is empty."""
    return {column: value for column, value in row.items() if value != "" or not column.startswith("crmsync_")}


FORMATS: Mapping[Literal["csv", "jsonl"], Format] = {"csv": Csv(), "jsonl": JsonLines()}
