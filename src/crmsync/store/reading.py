"""Reading interactions: by columns, and an object for each kind, not for each row.

Rows come as the database has them, a few thousand at a time.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Select, select, type_coerce, union

from crmsync.connector import EmailAddress
from crmsync.relationships.copies import Mark
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import Held, Recordings, Text, Texts
from crmsync.store.alike import Read, read_kinds
from crmsync.store.engine import ChangedMeanwhile
from crmsync.store.histories import Head, Thread
from crmsync.store.nearby import kinds_with, marks_of
from crmsync.store.portions import columns, listed
from crmsync.store.scan import Scan, scan, scan_some, texts
from crmsync.store.tables import interactions, kinds

Opened = Callable[[], AbstractContextManager[Connection]]
"""A transaction in which to read."""


def everything(tx: Connection, opened: Opened) -> Recordings:
    """Every interaction, by columns. Their texts, which numbers don't need, are read when they are asked for."""
    found = scan(tx)
    return _recordings(read_kinds(tx), found, _Stored(found.numbers, opened))


def all_interactions(tx: Connection) -> Recordings:
    """Every interaction, by source and id, with its texts."""
    return _read(tx, select(*_COLUMNS))


def interactions_on(
    tx: Connection, opened: Opened, addresses: Collection[EmailAddress], threads: Collection[Thread] = ()
) -> Recordings:
    """Those that any of `addresses` is on, those in `threads`, and those that have a key in common with them."""
    one = interactions.c
    on = select(one.number).where(one.kind.in_(kinds_with(addresses)))
    within = select(one.number).where(one.thread_mark.in_(marks_of(threads)))
    mine = union(on, within).cte("mine")
    other, twin = interactions.alias().c, interactions.alias().c
    same = (other.number == mine.c.number) & (other.key_mark != 0) & (twin.key_mark == other.key_mark)
    chosen = union(select(mine), select(twin.number).where(same))
    found = scan_some(tx, one.number.in_(chosen))
    return _recordings(read_kinds(tx, set(found.kinds.tolist())), found, _Stored(found.numbers, opened))


def interactions_ahead(tx: Connection, head: Head) -> Recordings:
    """All that is not in what was kept: what was told since, and what was not over yet."""
    one, over = interactions.alias().c, head.until // 1000
    at = type_coerce(one.at, BigInteger)
    ended = at + kinds.c.duration * 1000
    lasting = select(one.number).where(one.kind == kinds.c.number, at > over - head.longest, ended > over)
    new = select(one.number).where(one.number > head.last)
    return _read(tx, select(*_COLUMNS).where(interactions.c.number.in_(union(new, lasting))))


def find_interactions(tx: Connection, marks: Collection[Mark]) -> dict[Mark, Recorded]:
    """Those of these sources and ids that there are."""
    one, found = interactions.c, dict[Mark, Recorded]()
    for source in sorted({source for source, _ in marks}):
        ids = select(listed([id for of, id in marks if of == source]))
        found |= {each.mark: each for each in _read(tx, select(*_COLUMNS).where(one.source == source, one.id.in_(ids)))}
    return found


_COLUMNS = [
    interactions.c[name]
    for name in ("number", "kind", "at", "thread_mark", "key_mark", "id", "thread", "key", "subject")
]


def _read(tx: Connection, query: Select[Any]) -> Recordings:
    """By source and id, with their texts."""
    found = columns(tx, query.order_by(interactions.c.source, interactions.c.id))
    numbers, of, at, threads, keys, *texts = found
    return _recordings(
        read_kinds(tx, set(of)),
        Scan(
            numbers=np.array(numbers, np.int64),
            kinds=np.array(of, np.int32),
            at=np.array(at, np.int64),
            thread_marks=np.array(threads, np.int64),
            key_marks=np.array(keys, np.int64),
        ),
        Held(list(zip(*texts, strict=True))),
    )


def _recordings(read: Read, found: Scan, said: Texts) -> Recordings:
    return Recordings(
        alike=read.alike,
        kinds=read.places(found.kinds),
        began=found.at * 1000,
        keys=found.key_marks,
        threads=found.thread_marks,
        rows=found.numbers,
        said=said,
    )


@dataclass(frozen=True, slots=True)
class _Stored:
    """Texts that are read when they are asked for."""

    numbers: NDArray[np.int64]
    opened: Opened

    def of(self, places: Sequence[int]) -> Sequence[Text]:
        numbers: list[int] = self.numbers[places].tolist() if places else []
        with self.opened() as tx:
            found: dict[int, Text] = dict(texts(tx, sorted(set(numbers))))
        try:
            return [found[number] for number in numbers]
        except KeyError as error:
            raise ChangedMeanwhile from error
