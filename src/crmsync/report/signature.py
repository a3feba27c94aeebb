"""The social signature: how one's time is spread over people, from the first to the hundred and fiftieth.

Everybody has one of their own, and it stays while the people in it change (Saramäki et al. 2014).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from crmsync.relationships.relationship import Moment, Relationship

YEAR = 365
LAYERS = (5, 15, 50, 150)
USUAL: Mapping[int, float] = MappingProxyType({5: 0.4, 15: 0.6})
"""The share of social time that goes to so many people (Dunbar 2018, The Anatomy of Friendship)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The `size` people with most active days. `usual`: Dunbar's share, where he names one."""

    size: int
    share: float
    usual: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """`shares`: each person's share of all active days of the last year, by rank, to the last layer's end."""

    shares: tuple[float, ...]
    layers: tuple[Layer, ...]
    people: int
    """With an active day in the last year."""
    days: int
    """Their active days: a day on which self was in touch with two people is two."""


def signature(everybody: Iterable[Relationship], moment: Moment) -> Signature:
    """Of the population, personal people included."""
    counts = [_lately(each, moment) for each in everybody if each.in_population]
    ranked = sorted(filter(None, counts), reverse=True)
    total = sum(ranked)
    return Signature(
        shares=tuple(count / total for count in ranked[: LAYERS[-1]]),
        layers=tuple(Layer(size=n, share=_share(ranked[:n], total), usual=USUAL.get(n)) for n in LAYERS),
        people=len(ranked),
        days=total,
    )


def _lately(each: Relationship, moment: Moment) -> int:
    return sum((moment.today - day).days < YEAR for day in each.days)


def _share(some: Sequence[int], total: int) -> float:
    return sum(some) / total if total else 0.0
