"""What was known of each tie at a cut-off, and what came after it. Nothing here looks past the cut-off but the label.

A day is the whole number of days of a time since 1970; a network whose times begin at 0 begins then.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import floor
from typing import NamedTuple

from crmsync.relationships.active_days import ActiveDay, day_weight
from crmsync.relationships.likelihood import features
from crmsync.relationships.rhythm import monday, typical_gap
from crmsync.relationships.usual import usual

DAY = 86400
EARLIEST = date(1970, 1, 1)
FEWEST, FEWEST_SENT = 3, 1
"""A tie is judged where there were so many messages before, of which so many sent."""


class Message(NamedTuple):
    """One message as it concerns an owner and another. `at`: in seconds; `direction`: sent, received or both."""

    at: float
    direction: str
    weight: float = 1.0
    live: bool = False
    """A meeting or a call."""


History = Mapping[str, Mapping[str, Sequence[Message]]]
"""By owner and by other, in order of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """An owner and another at a cut-off."""

    owner: str
    days: Sequence[ActiveDay]
    messages: Sequence[Message]
    """Those before the cut-off."""
    gap: float
    features: tuple[float, ...]
    """Those that the probability is worked out from."""
    today: date
    cutoff: float
    """In seconds; `today` is its day."""
    again: bool
    """The label: contact within the horizon."""

    @property
    def silence(self) -> int:
        return (self.today - self.days[-1].day).days


def ties(history: History, cutoff: float, horizon: int) -> Iterator[Tie]:
    """Everybody's ties at `cutoff`, in seconds. `horizon`: days after it in which contact counts."""
    for owner, others in history.items():
        yield from _of_owner(owner, others, cutoff, horizon)


def _of_owner(owner: str, others: Mapping[str, Sequence[Message]], cutoff: float, horizon: int) -> Iterator[Tie]:
    today = day(cutoff)
    known = {other: known_before(found, cutoff) for other, found in others.items()}
    week = monday(today)
    active = {other: active_days(found) for other, found in known.items()}
    common = usual((_dates(active[other]) for other in known if _sent(known[other], week)), week)
    for other, found in known.items():
        if len(found) >= FEWEST and _sent(found):
            rest = others[other][len(found) :]
            again = bool(rest) and rest[0].at <= cutoff + horizon * DAY
            gap = typical_gap(_dates(active[other]), common.gap)
            yield Tie(
                owner=owner,
                days=active[other],
                messages=found,
                gap=gap,
                features=tuple(features(active[other], gap, today, common.silence).tolist()),
                today=today,
                cutoff=cutoff,
                again=again,
            )


def known_before(found: Sequence[Message], cutoff: float) -> Sequence[Message]:
    """Those before the cut-off, or at it: the label begins after it."""
    return found[: bisect_left(found, True, key=lambda message: message.at > cutoff)]


def _sent(found: Iterable[Message], before: date | None = None) -> bool:
    return any(each.direction != "received" and (before is None or day(each.at) < before) for each in found)


def _dates(days: Iterable[ActiveDay]) -> list[date]:
    return [each.day for each in days]


def active_days(found: Sequence[Message]) -> tuple[ActiveDay, ...]:
    """As `crmsync.relationships.active_days` has them, of messages that are nothing else."""
    return tuple(_active(of, list(some)) for of, some in groupby(found, key=lambda each: day(each.at)))


def _active(of: date, some: Sequence[Message]) -> ActiveDay:
    weight = day_weight((each.direction, each.weight) for each in some)
    return ActiveDay(day=of, weight=weight, live=any(each.live for each in some))


def day(at: float) -> date:
    return EARLIEST + timedelta(days=floor(at / DAY))
