"""The rhythm of a relationship: the gaps between active days, and the silence since.

A day is a civil day in the user's time zone, as `date`; all lengths are whole days.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import expm1, log1p
from statistics import fmean, median

USUAL_GAP = 30.0
"""Days; taken for everybody's gap where fewer than ten ties have shown a rhythm."""
FEWEST_TIES = 10
USUAL_SILENCE = 19.0
"""Days; taken for the usual silence where no tie has shown a rhythm."""
LONGEST_SILENCE = 180
"""Days; who is silent for longer says nothing more of how self keeps in touch these days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual among the ties of self, as of this week's Monday. Both in days."""

    gap: float = USUAL_GAP
    silence: float = USUAL_SILENCE


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


def shown_gap(days: Sequence[date]) -> int:
    """The mean gap in whole days, for saying it: what was seen, leaning on nobody else's. `days`: two at least."""
    return max(1, round((days[-1] - days[0]).days / gaps(days)))


def monday(today: date) -> date:
    """The first day of the week that `today` is in."""
    return today - timedelta(days=today.weekday())


def usual(everybody: Iterable[Sequence[date]], monday: date) -> Usual:
    """What is usual as of that Monday, over ties with two gaps or more before it.

    Of Monday, so that it moves at most once a week and nobody's numbers move with everybody else's mail.
    """
    ties = list(everybody)
    return Usual(gap=usual_gap(ties, monday), silence=usual_silence(ties, monday))


def usual_gap(everybody: Iterable[Sequence[date]], before: date) -> float:
    """g0: the median of their mean gap, from the days `before` this week's Monday."""
    means = [(days[-1] - days[0]).days / gaps(days) for days in _rhythms(everybody, before)]
    return median(means) if len(means) >= FEWEST_TIES else USUAL_GAP


def usual_silence(everybody: Iterable[Sequence[date]], before: date) -> float:
    """u: the geometric mean of their silence on that Monday, counted to 180 days: how much self keeps in touch now.

    It grows as long as nothing is heard of anybody, as after a change of jobs, and everybody's probability falls.
    """
    silences = [log1p(min((before - days[-1]).days, LONGEST_SILENCE)) for days in _rhythms(everybody, before)]
    return expm1(fmean(silences)) if silences else USUAL_SILENCE


def _rhythms(everybody: Iterable[Sequence[date]], before: date) -> Iterator[Sequence[date]]:
    """The days before, of those who had two gaps or more by then."""
    for days in everybody:
        earlier = [day for day in days if day < before]
        if gaps(earlier) >= 2:
            yield earlier
