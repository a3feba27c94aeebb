"""What a person's active days come to, in sums that age by themselves: as of any later day without the days.

A sum in which every day is halved for each h days of its age is, Δ days later, the same sum times `0.5^(Δ/h)`. So it is
kept as of one fixed day, whatever day it is: nothing of what is kept changes but by news. Of half-life 90 days a sum
as of the year 2000 grows to 2^109 by 2026 and fits a float for two centuries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from math import exp2
from operator import add

from crmsync.relationships.active_days import ActiveDay
from crmsync.relationships.rhythm import shown_gap, squares

ANCHOR = date(2000, 1, 1)
"""The day as of which sums are kept. With a fixed one rounding moves nobody's rank either."""
A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Of one active day at least. Sums are as of `ANCHOR`."""

    first: date
    number: int
    """How many active days there are."""
    latest: tuple[date, ...]
    """The last eight, in order: one of them at least lies before this week."""
    squares: int
    """As `rhythm.squares` has it."""
    months: int
    """Civil months with contact."""
    live: int
    """Days with a meeting or a call."""
    weighed_90: float
    """W_90: days by what they weigh."""
    weighed_730: float
    plain_90: float
    """D_90: every day counting 1."""

    @property
    def last(self) -> date:
        return self.latest[-1]

    @property
    def gaps(self) -> int:
        """How many gaps lie between the days: the k of the typical gap."""
        return self.number - 1

    @property
    def shown_gap(self) -> int:
        """As `rhythm.shown_gap` has it; of two days or more."""
        return shown_gap(self.first, self.last, self.gaps)


def pulse(days: Sequence[ActiveDay]) -> Pulse | None:
    """`days` in order; None where there are none."""
    if not days:
        return None
    left = [remains(each.day) for each in days]
    return Pulse(
        first=days[0].day,
        number=len(days),
        latest=tuple(each.day for each in days[-A_WEEK - 1 :]),
        squares=squares([each.day for each in days]),
        months=len({(each.day.year, each.day.month) for each in days}),
        live=sum(each.live for each in days),
        weighed_90=added(each.weight * of_90 for each, (of_90, _) in zip(days, left, strict=True)),
        weighed_730=added(each.weight * of_730 for each, (_, of_730) in zip(days, left, strict=True)),
        plain_90=added(of_90 for of_90, _ in left),
    )


def added(parts: Iterable[float], before: float = 0.0) -> float:
    """One after the other, rounded each time. Later Pythons' `sum` rounds once: no sum could be gone on with."""
    return reduce(add, parts, before)


@cache
def remains(day: date) -> tuple[float, float]:
    """What is left, as of `ANCHOR`, of a day that counts 1, by half-lives of 90 and 730 days."""
    age = (day - ANCHOR).days
    return exp2(age / 90), exp2(age / 730)


def aged(half_life: int, today: date) -> float:
    """By what a sum as of `ANCHOR` is multiplied to be what it is `today`."""
    return exp2((ANCHOR - today).days / half_life)
