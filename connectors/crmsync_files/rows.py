"""The rows of a table, one by one, by their columns' names."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

LONGEST = 16 * 1024 * 1024
"""Characters of a cell: a message may be long."""
PREAMBLE = 12
"""Lines before the names of the columns, at most."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that can't be read."""


Row = Mapping[str, str] | Broken
"""Cells by the column's name in lower case."""


def rows(file: BinaryIO, first: str) -> Iterator[Row]:
    """The rows below the one whose names hold `first`; what stands before it is a note to the reader."""
    with TextIOWrapper(file, "utf-8-sig", errors="replace", newline="") as text:
        names: list[str] | None = None
        for number, cells in enumerate(_cells(csv.reader(text))):
            if isinstance(cells, Broken):
                yield cells
            elif names is not None:
                yield dict(zip(names, cells, strict=False))
            elif number < PREAMBLE and any(first in cell.casefold() for cell in cells) and len(cells) > 2:
                names = [cell.strip().casefold() for cell in cells]


@contextmanager
def _cells_may_be_long() -> Iterator[None]:
    """The limit is one for the whole process: whoever else reads tables keeps theirs."""
    others = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(others)


def _cells(reader: "csv._reader") -> Iterator[list[str] | Broken]:  # type: ignore[name-defined]  # only in stubs
    while True:
        try:
            with _cells_may_be_long():
                cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Broken()
            continue
        if any(cells):
            yield cells
