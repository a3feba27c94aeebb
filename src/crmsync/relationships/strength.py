"""Strength: how much a relationship has been over the years, against the user's others. Unlike warmth it remembers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.beat import Beats

Floats = NDArray[np.float64]


def strengths(beats: Beats) -> Floats:
    """Everybody's strength, 0 to 100: `100·(0.5·rank(W730) + 0.3·rank(months) + 0.2·live days/(active days + 5))`.

    Half of it is how much there was, late years more than early ones; a third how long it has gone on, in distinct
    civil months; the rest, how much of it was face to face or by voice. Ageing multiplies all sums by the same, so it
    moves nobody's rank: they are compared as they are kept.
    """
    lasting, months = ranks(beats["weighed_730"]), ranks(beats["months"])
    found: Floats = 100 * (0.5 * lasting + 0.3 * months + 0.2 * beats["live"] / (beats["number"] + 5))
    return found


def ranks(values: NDArray[Any]) -> Floats:
    """Where each value stands among all: `(number below + ½ · number equal, itself included) / N`."""
    _, which, number = np.unique(values, return_inverse=True, return_counts=True)
    ranked: Floats = ((number.cumsum() - number + number / 2) / len(values))[which]
    return ranked
