"""The rhythm of a relationship: the gaps between active days, and the silence since.

A day is a civil day in the user's time zone, as `date`; all lengths are whole days.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

USUAL_GAP = 30.0
"""Days; taken for everybody's gap where fewer than ten ties have shown a rhythm."""
FEWEST_TIES = 10


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


def usual_gap(everybody: Iterable[Sequence[date]], before: date) -> float:
    """g0: the median, over ties with two gaps or more, of their mean gap, from the days `before` this week's Monday.

    Of Monday, so that it moves at most once a week and nobody's numbers move with everybody else's mail.
    """
    earlier = ([day for day in days if day < before] for days in everybody)
    means = [(days[-1] - days[0]).days / gaps(days) for days in earlier if gaps(days) >= 2]
    return median(means) if len(means) >= FEWEST_TIES else USUAL_GAP
