"""Circles: the handful that matter most, those around them, and everybody else. Time and energy are finite.

Cumulative sizes after Dunbar's layers: 5 within, 15 with the close ones, 50, 150.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from crmsync.connector import Circle
from crmsync.identity.people import PersonId

SIZES = (5, 15, 50, 150)
DAYS = {Circle.INNER: 7, Circle.CLOSE: 30, Circle.ACTIVE: 180, Circle.WIDER: 365}
"""How often one is in touch with a layer, by Dunbar: weekly, monthly, half-yearly, yearly."""

SLACK = 1.2
"""Who is in a circle stays until this much further back: nobody flaps between two."""

BOUNDED = (Circle.INNER, Circle.CLOSE, Circle.ACTIVE, Circle.WIDER)
ALL = (*BOUNDED, Circle.OUTER)


def check_sizes(sizes: Sequence[int]) -> None:
    """Raises `ValueError` where no circles can be made of these."""
    if len(sizes) != len(BOUNDED) or sizes[0] < 0 or any(wider < closer for closer, wider in pairwise(sizes)):
        raise ValueError(f"circles must be {len(BOUNDED)} sizes, none smaller than the one before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circling:
    """What decides on circles beside strength. `previous`: where the last run saw people."""

    sizes: tuple[int, ...] = SIZES
    """How many are within each, from the inner one to the wider."""
    previous: Mapping[PersonId, Circle] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_sizes(self.sizes)


FIRST = Circling()
"""The usual sizes, and nobody seen before."""


def circles(
    order: Sequence[PersonId], *, pins: Mapping[PersonId, Circle], circling: Circling
) -> dict[PersonId, Circle]:
    """Everybody's circle. `order`: the strongest first.

    A pin wins, and takes a place in its circle and in those around it. Given its own answer as the previous one, it
    answers the same.
    """
    limits = dict(zip(BOUNDED, circling.sizes, strict=True))
    pinned = _pinned_within([pins[person] for person in order if person in pins])
    found = {person: pins[person] for person in order if person in pins}
    for place, person in enumerate((each for each in order if each not in pins), start=1):
        found[person] = _circle(place, pinned, limits, circling.previous.get(person))
    return found


def _pinned_within(pins: Sequence[Circle]) -> dict[Circle, int]:
    """How many are pinned to each circle or a closer one."""
    return dict(zip(ALL, accumulate(map(pins.count, ALL)), strict=True))


def _circle(place: int, pinned: Mapping[Circle, int], limits: Mapping[Circle, int], before: Circle | None) -> Circle:
    """The innermost that has room for this place among the unpinned; the one before while it still nearly has."""
    for circle in BOUNDED:
        position = place + pinned[circle]
        if position <= limits[circle] or (circle is before and position <= SLACK * limits[circle]):
            return circle
    return Circle.OUTER
