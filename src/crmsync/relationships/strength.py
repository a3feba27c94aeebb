"""Strength: how much a relationship has been over the years, against the user's others. Unlike warmth it remembers."""

from collections.abc import Mapping, Sequence

from crmsync.identity.people import PersonId
from crmsync.relationships.pulse import Pulse


def strengths(population: Mapping[PersonId, Pulse]) -> dict[PersonId, float]:
    """Everybody's strength, 0 to 100: `100·(0.5·rank(W730) + 0.3·rank(months) + 0.2·live days/(active days + 5))`.

    Half of it is how much there was, late years more than early ones; a third how long it has gone on, in distinct
    civil months; the rest, how much of it was face to face or by voice. Ageing multiplies all sums by the same, so it
    moves nobody's rank: they are compared as they are kept.
    """
    lasting = ranks({person: each.weighed_730 for person, each in population.items()})
    months = ranks({person: float(each.months) for person, each in population.items()})
    return {
        person: 100 * (0.5 * lasting[person] + 0.3 * months[person] + 0.2 * each.live / (each.number + 5))
        for person, each in population.items()
    }


def ranks(values: Mapping[PersonId, float]) -> dict[PersonId, float]:
    """Where each value stands among all: `(number below + ½ · number equal, itself included) / N`."""
    ordered = sorted(values.values())
    return {value_of: _rank(first, last, len(ordered)) for value_of, (first, last) in _places(values, ordered).items()}


def _places(values: Mapping[PersonId, float], ordered: Sequence[float]) -> dict[PersonId, tuple[int, int]]:
    """How many are below each, and how many below or equal."""
    below: dict[float, int] = {}
    through: dict[float, int] = {}
    for place, value in enumerate(ordered):
        below.setdefault(value, place)
        through[value] = place + 1
    return {person: (below[value], through[value]) for person, value in values.items()}


def _rank(below: int, through: int, number: int) -> float:
    return (below + (through - below) / 2) / number
