"""Which of a million numbers are among a few, which are there twice, and which there are."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

SLOTS = 2**20

N = TypeVar("N", bound=np.integer)


def among(numbers: NDArray[np.int64], few: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of each whether it is one of those, which are in order.

    Most are none, as is seen from their last bits: to sort or search for all of them would take ten times as long.
    """
    perhaps = np.zeros(SLOTS, dtype=np.bool_)
    perhaps[few & (SLOTS - 1)] = True
    found: NDArray[np.bool_] = perhaps[numbers & (SLOTS - 1)]
    places = np.flatnonzero(found)
    some = numbers[places]
    found[places] = few[np.minimum(np.searchsorted(few, some), len(few) - 1)] == some
    return found


def repeated(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of each whether there is another one like it."""
    ordered = np.sort(numbers)
    return among(numbers, distinct(ordered[1:][ordered[1:] == ordered[:-1]]))


def distinct(numbers: NDArray[N]) -> NDArray[N]:
    """Each once, in order. `np.unique` says the same, but hashes: of many that takes ten times as long as to sort."""
    ordered = np.sort(numbers)
    new = np.ones(len(ordered), dtype=np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]
