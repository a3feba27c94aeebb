"""What is usual among the ties of self, as of a Monday."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from math import expm1, log1p
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.beat import NEVER, Beats
from crmsync.relationships.pulse import A_WEEK
from crmsync.relationships.rhythm import FEWEST_TIES, LONGEST_SILENCE, SHOWN_GAPS, USUAL_GAP, USUAL_SILENCE, Usual

Days = NDArray[np.int64]


def usual_of(beats: Beats, monday: date, begins: int) -> Usual:
    """Among those in the population before that Monday, which `begins` then, in microseconds since the epoch.

    The last active day of each lies before the end of the week that `monday` is in.
    """
    known = beats.take(np.flatnonzero((beats["entered"] != NEVER) & (beats["entered"] < begins)))
    since = (known["latest"] >= monday.toordinal()).sum(axis=1)
    last = known["latest"][np.arange(len(known)), A_WEEK - since]
    return _usual(known["first"], last, known["number"] - since - 1, monday)


def usual(everybody: Iterable[Sequence[date]], monday: date) -> Usual:
    """The same from active days, in order, of people who are in the population."""
    earlier = ((days, bisect_left(days, monday)) for days in everybody)
    known = [(days[0].toordinal(), days[number - 1].toordinal(), number - 1) for days, number in earlier if number]
    first, last, gaps = np.array(known, np.int64).reshape(-1, 3).T
    return _usual(first, last, gaps, monday)


def _usual(first: Days, last: Days, gaps: Days, monday: date) -> Usual:
    """By each one's first and last active day before that Monday, and how many gaps lie between."""
    shown = gaps >= SHOWN_GAPS
    means = (last - first)[shown] / gaps[shown]
    silences = np.minimum(monday.toordinal() - last[shown], LONGEST_SILENCE)
    return Usual(
        gap=float(np.median(means)) if len(means) >= FEWEST_TIES else USUAL_GAP,
        silence=_middle(silences) if len(silences) else USUAL_SILENCE,
    )


def _middle(silences: Days) -> float:
    """The mean by their logarithms, each of which is taken once."""
    days, number = np.unique(silences, return_counts=True)
    return expm1(fmean(map(log1p, days.tolist()), number.tolist()))
