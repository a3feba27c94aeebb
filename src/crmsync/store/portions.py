"""Many at a time: values into statements, and rows out of them as the database has them.

Times come in milliseconds since the epoch, lists as JSON: what SQLAlchemy makes of types takes longer than all else.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func

T = TypeVar("T")

MOST_PARAMETERS = 500
"""Values in one statement; databases bound how many one takes."""

PORTION = 2000
"""Rows that are fetched at a time."""


def in_portions(items: Iterable[T], size: int = MOST_PARAMETERS) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion


def listed(values: Collection[str] | Collection[int]) -> ColumnElement[Any]:
    """Any number of values within one statement, to be selected. A text that holds a NUL finds nothing in SQLite."""
    return func.json_each(json.dumps(list(values))).table_valued("value").c.value


def portions(tx: Connection, query: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows, `PORTION` at a time."""
    cursor = tx.execute(query).cursor
    while cursor is not None and (rows := cursor.fetchmany(PORTION)):
        yield rows


def columns(tx: Connection, query: Select[Any]) -> list[list[Any]]:
    """A list for each column."""
    found: list[list[Any]] = [[] for _ in query.selected_columns]
    for rows in portions(tx, query):
        for column, values in zip(found, zip(*rows, strict=True), strict=True):
            column.extend(values)
    return found
