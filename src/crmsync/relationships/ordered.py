"""The order of interactions: by when they count, then by source and id. So the same facts come in the same order."""

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.recordings import Recordings

MS = 1000
"""Microseconds."""
MOST_BITS = 63
LATEST = np.iinfo(np.int64).max
"""No moment is later."""


def ordered(known: Recordings, places: NDArray[np.int32]) -> NDArray[np.int32]:
    """`places` in that order. Ids are looked at only of those that count at the same moment."""
    found = places[_by_time(known.ended[places])]
    tied = _tied(known.ended[found])
    marks = known.marks(found[tied].tolist())
    moments = known.ended[found[tied]].tolist()
    apart = sorted(range(len(tied)), key=lambda place: (moments[place], marks[place]))
    found[tied] = found[tied[apart]]
    return found


def _by_time(moments: NDArray[np.int64]) -> NDArray[np.intp]:
    """An order in which they rise. Where they are whole milliseconds there is room for the place of each in one number
    with it: these are sorted in a quarter of the time.
    """
    bits, since = len(moments).bit_length(), moments - moments.min(initial=LATEST)
    if (since % MS).any() or since.max(initial=0) // MS >> (MOST_BITS - bits):
        return np.argsort(moments)
    since //= MS
    since <<= bits
    since += np.arange(len(moments))
    since.sort()
    order: NDArray[np.intp] = since & ((1 << bits) - 1)
    return order


def _tied(moments: NDArray[np.int64]) -> NDArray[np.intp]:
    """The places of those, which are in order, that are the same as one beside them."""
    same = moments[1:] == moments[:-1]
    return np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
