"""Numbers worked out for one person after the other, from their days: slow and plain, to compare with."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, expm1, log1p, sqrt
from statistics import fmean, median

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.relationships import active_days, rhythm
from crmsync.relationships.active_days import ActiveDay, faded_days
from crmsync.relationships.circles import ALL, BOUNDED, SLACK, Circling
from crmsync.relationships.likelihood import Coefficients
from crmsync.relationships.pulse import pulse


@dataclass(frozen=True, slots=True, kw_only=True)
class OneNumber:
    strength: float
    warmth: float
    p_contact_90d: float
    circle: Circle


Days = Mapping[PersonId, Sequence[ActiveDay]]


def plainly(
    population: Days,
    since: Mapping[PersonId, float],
    today: date,
    circling: Circling,
    pins: Mapping[PersonId, Circle],
    by: Coefficients,
    usual: rhythm.Usual,
) -> dict[PersonId, OneNumber]:
    """`since`: how long ago the last contact was; who never had one is not in it."""
    strong = strengths(population)
    order = sorted(population, key=lambda each: (-strong[each], since.get(each, float("inf")), each))
    placed = circles(order, pins, circling)
    return {
        person: OneNumber(
            strength=strong[person],
            warmth=active_days.warmth(days, today),
            p_contact_90d=chance(days, today, usual, by),
            circle=placed[person],
        )
        for person, days in population.items()
    }


def strengths(population: Days) -> dict[PersonId, float]:
    beats = {person: beat for person, days in population.items() if (beat := pulse(days))}
    lasting = [beat.weighed_730 for beat in beats.values()]
    months = [beat.months for beat in beats.values()]
    return {
        person: 100
        * (
            0.5 * rank(beat.weighed_730, lasting)
            + 0.3 * rank(beat.months, months)
            + 0.2 * beat.live / (beat.number + 5)
        )
        for person, beat in beats.items()
    }


def rank(value: float, among: Collection[float]) -> float:
    return (sum(each < value for each in among) + sum(each == value for each in among) / 2) / len(among)


def circles(order: Sequence[PersonId], pins: Mapping[PersonId, Circle], circling: Circling) -> dict[PersonId, Circle]:
    pinned = [pins[person] for person in order if person in pins]
    found = dict(pins)
    for place, person in enumerate((each for each in order if each not in pins), start=1):
        found[person] = _circle(place, pinned, circling, circling.previous.get(person))
    return {person: found[person] for person in order}


def _circle(place: int, pinned: Iterable[Circle], circling: Circling, before: Circle | None) -> Circle:
    for circle, size in zip(BOUNDED, circling.sizes, strict=True):
        position = place + sum(ALL.index(pin) <= ALL.index(circle) for pin in pinned)
        if position <= size or (circle is before and position <= SLACK * size):
            return circle
    return Circle.OUTER


def chance(days: Sequence[ActiveDay], today: date, usual: rhythm.Usual, by: Coefficients) -> float:
    dates = [each.day for each in days]
    gap, gaps = rhythm.typical_gap(dates, usual.gap), len(days) - 1
    silence = (today - dates[-1]).days
    found = (
        log1p(faded_days(days, 90, today)),
        sqrt(silence / gap * sqrt(1 + gaps)),
        log1p(gaps),
        rhythm.scatter(dates) / gap,
        log1p(usual.silence),
    )
    x = by.intercept + sum(b * each for b, each in zip(by.of_features, found, strict=True))
    return 1 / (1 + exp(-x)) if x > -700 else 0.0


def usual(everybody: Iterable[Sequence[date]], monday: date) -> rhythm.Usual:
    """What is usual as of that Monday, over ties with two gaps or more before it."""
    earlier = [some for days in everybody if len(some := [day for day in days if day < monday]) > 2]
    means = [(days[-1] - days[0]).days / (len(days) - 1) for days in earlier]
    silences = [log1p(min((monday - days[-1]).days, 180)) for days in earlier]
    return rhythm.Usual(
        gap=median(means) if len(means) >= 10 else 30.0, silence=expm1(fmean(silences)) if silences else 19.0
    )
