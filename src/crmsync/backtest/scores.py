"""The scores that the probability must beat: simple ones of old, one that is fitted, and a closed formula."""

from collections.abc import Callable, Mapping, Sequence
from math import sqrt

from crmsync.backtest.bgnbd import expected_rate
from crmsync.backtest.ties import DAY, Tie
from crmsync.relationships.active_days import faded, faded_days

Score = Callable[[Tie], float]

HALF_YEAR = 180


def liveliness(tie: Tie) -> float:
    """`D180/(1 + √(s/g))`: how much there was, less the longer the silence is for this rhythm. Nothing is fitted."""
    return faded_days(tie.days, HALF_YEAR, tie.today) / (1 + sqrt(tie.silence / tie.gap))


SIMPLE: Mapping[str, Score] = {
    "recency": lambda tie: tie.messages[-1].at,
    "count": lambda tie: len(tie.messages),
    "interactions rank": lambda tie: sum(0.5 ** ((tie.cutoff - m.at) / (90 * DAY)) for m in tie.messages),
    "active days, fading": lambda tie: faded_days(tie.days, 90, tie.today),
    "warmth": lambda tie: faded(tie.days, 90, tie.today),
}
"""Roth et al. 2010 for the third, with a half-life of 90 days."""


def baselines(learned_from: Sequence[Tie]) -> dict[str, Score]:
    """By name. `learned_from`: ties of earlier cut-offs, for the one that is fitted."""
    return {**SIMPLE, "BG/NBD": expected_rate(learned_from), "closed formula": liveliness}
