"""Which of a million numbers are among a few."""

import numpy as np
from numpy.typing import NDArray

SLOTS = 2**20


def among(numbers: NDArray[np.int64], few: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of each whether it is one of those.

    Most are none, as is seen from their last bits: to sort or search for all of them would take ten times as long.
    """
    perhaps = np.zeros(SLOTS, dtype=np.bool_)
    perhaps[few & (SLOTS - 1)] = True
    found: NDArray[np.bool_] = perhaps[numbers & (SLOTS - 1)]
    places = np.flatnonzero(found)
    found[places] = np.isin(numbers[places], few)
    return found


def repeated(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of each whether there is another one like it."""
    ordered = np.sort(numbers)
    return among(numbers, np.unique(ordered[1:][ordered[1:] == ordered[:-1]]))
