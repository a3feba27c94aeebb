"""Strength: how much a relationship has been over the years, against the user's others. Unlike warmth it remembers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from crmsync.identity.people import PersonId
from crmsync.relationships.active_days import ActiveDay, faded

TWO_YEARS = 730
ANCHOR = date(2000, 1, 1)
"""Ranks are taken of sums as of one fixed day: ageing multiplies all of them by the same, so it moves nobody's rank,
and with a fixed day rounding does not either."""


def strengths(population: Mapping[PersonId, Sequence[ActiveDay]]) -> dict[PersonId, float]:
    """Everybody's strength, 0 to 100: `100·(0.5·rank(W730) + 0.3·rank(months) + 0.2·live days/(active days + 5))`.

    Half of it is how much there was, late years more than early ones; a third how long it has gone on, in distinct
    civil months; the rest, how much of it was face to face or by voice.
    """
    lasting = ranks({person: faded(days, TWO_YEARS, ANCHOR) for person, days in population.items()})
    months = ranks({person: float(distinct_months(days)) for person, days in population.items()})
    return {
        person: 100 * (0.5 * lasting[person] + 0.3 * months[person] + 0.2 * _live(days))
        for person, days in population.items()
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


def distinct_months(days: Iterable[ActiveDay]) -> int:
    """Civil months with contact."""
    return len({(each.day.year, each.day.month) for each in days})


def _live(days: Sequence[ActiveDay]) -> float:
    return sum(each.live for each in days) / (len(days) + 5)
