"""Who is in which circle, of everybody at once: a circle is a number here, its place in `circles.ALL`."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.relationships.circles import ALL, BOUNDED, SLACK

Codes = NDArray[np.int8]
NO_CIRCLE = -1
OUTER = ALL.index(Circle.OUTER)


def codes(some: Iterable[tuple[PersonId, Circle]], places: Mapping[PersonId, int]) -> Codes:
    """The circles of `some` as numbers, each in the person's place; `NO_CIRCLE` for all others."""
    found = np.full(len(places), NO_CIRCLE, np.int8)
    for person, circle in some:
        if person in places:
            found[places[person]] = ALL.index(circle)
    return found


def circles(order: NDArray[np.intp], *, pins: Codes, previous: Codes, sizes: Sequence[int]) -> Codes:
    """Everybody's circle. `order`: the places of all, the strongest first; `sizes` as `Circling` has them.

    A pin wins, and takes a place in its circle and in those around it. Given its own answer as the previous one, it
    answers the same.
    """
    within = np.bincount(pins[pins != NO_CIRCLE], minlength=len(ALL)).cumsum()
    free = order[pins[order] == NO_CIRCLE]
    found = pins.copy()
    found[free] = _circles(previous[free], within.tolist(), sizes)
    return found


def _circles(before: Codes, pinned: Sequence[int], sizes: Sequence[int]) -> Codes:
    """Of those who are not pinned, in order: the innermost that has room for them, or the one before while it still
    nearly has. `pinned`: how many are, to each circle or a closer one.
    """
    places = np.arange(1, len(before) + 1)
    found = np.full(len(before), OUTER, np.int8)
    for circle in reversed(range(len(BOUNDED))):
        position = places + pinned[circle]
        stays = (before == circle) & (position <= SLACK * sizes[circle])
        found[stays | (position <= sizes[circle])] = circle
    return found
