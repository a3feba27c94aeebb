"""All interactions as columns of integers, which is all that numbers need of them; and the texts of some.

What an interaction of a kind means is the same for all of them (`crmsync.store.kinds`), and whether two are of one
thread, or may be copies, their marks say. Most stand in blocks (`crmsync.store.blocks`), which are read in a moment.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, func, select

from crmsync.relationships.recordings import Text
from crmsync.store.blocks import SIZE, Columns, unpack
from crmsync.store.portions import listed, portions
from crmsync.store.tables import blocks, interactions

COLUMNS = [interactions.c[name] for name in ("number", "kind", "at", "thread_mark", "key_mark")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One place for each interaction, in order of their numbers. The columns are as in `COLUMNS`."""

    numbers: NDArray[np.int64] = field(repr=False)
    """Of its row: no other interaction ever gets it, and one that changes gets another."""
    kinds: NDArray[np.int32] = field(repr=False)
    at: NDArray[np.int64] = field(repr=False)
    """When it began, in milliseconds since the epoch."""
    thread_marks: NDArray[np.int64] = field(repr=False)
    """0 where there is none, as in the next one. See `crmsync.relationships.marks`."""
    key_marks: NDArray[np.int64] = field(repr=False)

    @property
    def columns(self) -> Columns:
        return [getattr(self, each.name) for each in fields(self)]


def scan(tx: Connection) -> Scan:
    """All of them, in hardly more memory than the columns take."""
    total = tx.execute(select(func.count()).select_from(interactions)).scalar_one()
    found = Scan(
        numbers=np.empty(total, np.int64),
        kinds=np.empty(total, np.int32),
        at=np.empty(total, np.int64),
        thread_marks=np.empty(total, np.int64),
        key_marks=np.empty(total, np.int64),
    )
    filled = 0
    for some in _in_order(tx):
        here = slice(filled, filled := filled + len(some[0]))
        for column, values in zip(found.columns, some, strict=True):
            column[here] = values
    return found


def _in_order(tx: Connection) -> Iterator[Columns]:
    """All, some after the others: the blocks, and between them the rows of which there is none."""
    following, number = 0, interactions.c.number
    for first, rows in tx.execute(select(blocks.c.first, blocks.c.rows).order_by(blocks.c.first)):
        if following < first:
            yield from _by_rows(tx, number.between(following, first - 1))
        yield unpack(first, rows)
        following = first + SIZE
    yield from _by_rows(tx, number >= following)


def scan_some(tx: Connection, chosen: ColumnElement[bool]) -> Scan:
    parts = list(_by_rows(tx, chosen))
    numbers, kinds, at, thread_marks, key_marks = np.hstack(parts) if parts else np.empty((len(COLUMNS), 0), np.int64)
    return Scan(numbers=numbers, kinds=kinds.astype(np.int32), at=at, thread_marks=thread_marks, key_marks=key_marks)


def _by_rows(tx: Connection, chosen: ColumnElement[bool]) -> Iterator[NDArray[np.int64]]:
    """A row for each of `COLUMNS`."""
    for rows in portions(tx, select(*COLUMNS).where(chosen).order_by(interactions.c.number)):
        flat = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * len(COLUMNS))
        yield flat.reshape(-1, len(COLUMNS)).T


def texts(tx: Connection, numbers: Collection[int]) -> Iterator[tuple[int, Text]]:
    """Those of these numbers that there are, in order, each with its texts."""
    one = interactions.c
    chosen = one.number.in_(select(listed(numbers)))
    query = select(one.number, one.id, one.thread, one.key, one.subject).where(chosen).order_by(one.number)
    for rows in portions(tx, query):
        yield from ((number, (id, thread, key, subject)) for number, id, thread, key, subject in rows)
