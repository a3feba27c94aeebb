"""The rhythm of a relationship: the gaps between active days, and the silence since.

A day is a civil day in the user's time zone, as `date`; all lengths are whole days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt

USUAL_GAP = 30.0
"""Days; taken for everybody's gap where fewer than ten ties have shown a rhythm."""
FEWEST_TIES = 10
SHOWN_GAPS = 2
"""Who has had fewer has shown no rhythm to learn from."""
USUAL_SILENCE = 19.0
"""Days; taken for the usual silence where no tie has shown a rhythm."""
LONGEST_SILENCE = 180
"""Days; who is silent for longer says nothing more of how self keeps in touch these days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual among the ties of self, as of this week's Monday. Both in days.

    Of Monday, so that it moves at most once a week and nobody's numbers move with everybody else's mail.
    """

    gap: float = USUAL_GAP
    """g0: the median of the mean gaps of those who had two gaps or more by then."""
    silence: float = USUAL_SILENCE
    """u: the geometric mean of their silence on that Monday, counted to 180 days: how much self keeps in touch now.

    It grows as long as nothing is heard of anybody, as after a change of jobs, and everybody's probability falls.
    """


def silence(days: Sequence[date], today: date) -> int | None:
    """Days since the last active one; None where there was none."""
    return (today - days[-1]).days if days else None


def gaps(days: Sequence[date]) -> int:
    """How many gaps lie between active days: the k of the typical gap."""
    return max(len(days) - 1, 0)


def typical_gap(days: Sequence[date], usual: float) -> float:
    """`(Σ gaps + g0)/(k + 1)`: the mean gap, leaning on `usual` (g0) as if that were one more gap seen."""
    between = (days[-1] - days[0]).days if days else 0
    return (between + usual) / (gaps(days) + 1)


def scatter(days: Sequence[date]) -> float:
    """The standard deviation of the gaps, in days; 0 where there are none. `days` in order.

    Whole numbers until the end: nothing is rounded away.
    """
    number = gaps(days)
    return sqrt(number * squares(days) - (days[-1] - days[0]).days ** 2) / number if number else 0.0


def squares(days: Sequence[date]) -> int:
    """The sum of the squared gaps: with how many there are and what they sum to, all that their scatter needs."""
    return sum((later - earlier).days ** 2 for earlier, later in pairwise(days))


def shown_gap(first: date, last: date, gaps: int) -> int:
    """The mean gap in whole days, for saying it: what was seen, leaning on nobody else's. `gaps`: one at least."""
    return max(1, round((last - first).days / gaps))


def monday(today: date) -> date:
    """The first day of the week that `today` is in."""
    return today - timedelta(days=today.weekday())
