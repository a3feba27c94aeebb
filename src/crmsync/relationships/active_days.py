"""Active days, what each weighs, and sums of them that fade with age: warmth is such a sum.

A day is a civil day in the user's time zone, as `date`; ages and half-lives are whole days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import groupby
from math import exp2

from crmsync.connector import Channel
from crmsync.relationships.touch import Touch

TYPES = {"both": 1.0, "sent": 0.7, "received": 0.5}
"""What a touch is worth by its direction: on a call both are there, and who writes shows more will than who reads."""

LIVE = frozenset({Channel.MEETING, Channel.CALL})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveDay:
    """A day with at least one counting touch: a thread of forty mails is one."""

    day: date
    weight: float
    """The heaviest touch's type × weight; that of a day on which both sides wrote is 1 × the heaviest weight."""
    live: bool = False
    """With a meeting or a call."""


def active_days(touches: Iterable[Touch], zone: tzinfo) -> tuple[ActiveDay, ...]:
    """In order. `touches` in order of time, too."""
    dated = ((touch.at.astimezone(zone).date(), touch) for touch in touches if touch.counts)
    return tuple(_active(day, [touch for _, touch in some]) for day, some in groupby(dated, key=lambda pair: pair[0]))


def _active(day: date, touches: Sequence[Touch]) -> ActiveDay:
    live = any(touch.channel in LIVE for touch in touches)
    if len(touches) == 1:  # most days, and much the faster way
        return ActiveDay(day=day, weight=TYPES[touches[0].direction] * touches[0].weight, live=live)
    return ActiveDay(day=day, weight=day_weight((touch.direction, touch.weight) for touch in touches), live=live)


def day_weight(touches: Iterable[tuple[str, float]]) -> float:
    """What a day weighs, by each touch's direction and weight."""
    heaviest: dict[str, float] = {}
    for direction, weight in touches:
        heaviest[direction] = max(weight, heaviest.get(direction, 0.0))
    if "sent" in heaviest and "received" in heaviest:
        heaviest["both"] = max(heaviest.values())
    return max(TYPES[direction] * weight for direction, weight in heaviest.items())


def faded(days: Iterable[ActiveDay], half_life: int, today: date) -> float:
    """W_h: the sum of what the days weigh, each halved for every `half_life` days that it is old."""
    return sum(each.weight * _left(each, half_life, today) for each in days)


def faded_days(days: Iterable[ActiveDay], half_life: int, today: date) -> float:
    """The same with every day counting 1, whatever it weighs: measured, that tells better who is in contact again."""
    return sum(_left(each, half_life, today) for each in days)


def _left(each: ActiveDay, half_life: int, today: date) -> float:
    return exp2((each.day - today).days / half_life)


def warmth(days: Iterable[ActiveDay], today: date) -> float:
    """How much is going on now, 0 to 100: `100·W90/(W90 + 3)`; a talk every week makes 86, one mail sent today 19."""
    recent = faded(days, 90, today)
    return 100 * recent / (recent + 3)
