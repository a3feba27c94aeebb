"""Interactions in blocks: what numbers need of those whose own numbers lie within some thousands, read in a moment.

Pure. What a block holds is what the rows say; `crmsync.store.sealing` says when there is one.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIZE = 4096
"""Numbers to a block. The trigger that drops a block with any of its interactions says it, too."""

ROW = np.dtype([("number", "<u2"), ("kind", "<i4"), ("at", "<i8"), ("thread_mark", "<i8"), ("key_mark", "<i8")])
"""Of an interaction. Its number is told from the first one of its block."""

Columns = Sequence[NDArray[np.integer]] | NDArray[np.int64]
"""As `ROW` names them, but with whole numbers."""


def first_open(last: int) -> int:
    """Where the block begins that the interaction after the one of this number is in: those before it are full."""
    return (last + 1) // SIZE * SIZE


def pack(first: int, columns: Columns) -> bytes:
    """`first`: the number at which the block begins."""
    numbers, *rest = columns
    found = np.empty(len(numbers), ROW)
    for name, values in zip(ROW.names or (), (numbers - first, *rest), strict=True):
        found[name] = values
    return found.tobytes()


def unpack(first: int, rows: bytes) -> Columns:
    found = np.frombuffer(rows, ROW)
    numbers, *rest = (found[name] for name in ROW.names or ())
    return numbers.astype(np.int64) + first, *rest
