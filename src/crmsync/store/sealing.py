"""Which interactions stand in a block, too (`crmsync.store.blocks`): all of those numbers that were all given.

Under its number an interaction never changes, and none is given twice. So a full block can be wrong by what is gone
only, and a trigger drops it with the first that goes: in the same transaction, whoever deletes it.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select

from crmsync.store.blocks import SIZE, first_open, pack
from crmsync.store.scan import scan_some
from crmsync.store.tables import blocks, interactions

FEW = 8
"""A night makes no more again: less than a tenth of a second."""


def seal_new(tx: Connection, number: int) -> None:
    """Those blocks that the last so many interactions filled."""
    last = _last(tx)
    _seal(tx, range(first_open(last - number), first_open(last), SIZE))


def seal_missing(tx: Connection, *, whole: bool) -> None:
    """Those that were dropped, or never made: all where everything is kept anew, else a few, as each takes its time."""
    known = set(tx.execute(select(blocks.c.first)).scalars())
    missing = [first for first in range(0, first_open(_last(tx)), SIZE) if first not in known]
    _seal(tx, missing if whole else missing[-FEW:])


def _last(tx: Connection) -> int:
    return tx.execute(select(func.max(interactions.c.number))).scalar() or 0


def _seal(tx: Connection, firsts: Iterable[int]) -> None:
    for first in firsts:
        within = interactions.c.number.between(first, first + SIZE - 1)
        rows = pack(first, scan_some(tx, within).columns)
        tx.execute(insert(blocks).values(first=first, rows=rows))
