"""The numbers of everybody in the population: they stand against each other, so they are worked out together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.relationships.circles import Circling, circles
from crmsync.relationships.likelihood import DEFAULT, Coefficients, likelihood
from crmsync.relationships.pulse import Pulse
from crmsync.relationships.rhythm import USUAL_SILENCE
from crmsync.relationships.strength import strengths


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What the numbers of one person are made from."""

    pulse: Pulse
    gap: float
    last_contact: datetime | None = None
    pin: Circle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    strength: float
    warmth: float
    p_contact_90d: float
    circle: Circle


def numbers(
    population: Mapping[PersonId, Tie],
    today: date,
    circling: Circling,
    *,
    usual_silence: float = USUAL_SILENCE,
    by: Coefficients = DEFAULT,
) -> dict[PersonId, Numbers]:
    """Everybody's. Circles go by strength, then by who was talked to last, then by id."""
    strong = strengths({person: tie.pulse for person, tie in population.items()})
    order = sorted(population, key=lambda person: (-strong[person], _since(population[person]), person))
    pins = {person: tie.pin for person, tie in population.items() if tie.pin}
    placed = circles(order, pins=pins, circling=circling)
    return {
        person: Numbers(
            strength=strong[person],
            warmth=tie.pulse.warmth(today),
            p_contact_90d=likelihood(tie.pulse.features(tie.gap, today, usual_silence), by),
            circle=placed[person],
        )
        for person, tie in population.items()
    }


def _since(tie: Tie) -> float:
    """Sorts who was talked to last to the front, and who never was to the end."""
    return -tie.last_contact.timestamp() if tie.last_contact else float("inf")
