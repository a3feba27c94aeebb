"""Numbers for what is made of several numbers: the same for the same."""

import numpy as np
from numpy.typing import NDArray

STEPS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
GOLDEN = 0x9E3779B97F4A7C15


def numbered(ones: NDArray[np.integer], of: NDArray[np.integer], parts: NDArray[np.integer]) -> NDArray[np.int64]:
    """Of each of these a number from 0 on, the same where it and all of its parts are. `of`: whose each part is.

    In which order parts are makes no difference. They are told apart by sums of 64 mixed bits, which two of a million
    share with a chance of 3 in 10^8.
    """
    sums = mixed(ones.astype(np.uint64))
    np.add.at(sums, of, mixed(~parts.astype(np.uint64)))
    return np.unique(sums, return_inverse=True)[1].astype(np.int64)


def mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each as 64 bits that look like chance (the finalizer of SplitMix64, Steele, Lea & Flood 2014)."""
    found = numbers + np.uint64(GOLDEN)
    for shift, factor in STEPS:
        found = (found ^ (found >> np.uint64(shift))) * np.uint64(factor)
    return found ^ (found >> np.uint64(31))
