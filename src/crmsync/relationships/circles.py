"""Circles: the handful that matter most, those around them, and everybody else. Time and energy are finite.

Cumulative sizes after Dunbar's layers: 5 within, 15 with the close ones, 50, 150.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

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
