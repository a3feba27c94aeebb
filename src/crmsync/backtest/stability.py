"""How calm circles are: who changes circle from one night to the next, and whether anybody does without news."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from crmsync.backtest.ties import History, Message, active_days, day, known_before
from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.relationships.active_days import ActiveDay
from crmsync.relationships.beat import beats_in
from crmsync.relationships.circled import circles, codes
from crmsync.relationships.circles import ALL, SIZES
from crmsync.relationships.pulse import pulse
from crmsync.relationships.strength import strengths

NIGHTS = 30
MOST_OWNERS = 5
"""Those with the most others: where there is a crowd, circles matter."""

Days = Mapping[PersonId, Sequence[ActiveDay]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Over the nights before the last cut-off. Shares are of an owner's people, 0 to 1."""

    owners: int
    nights: int
    changed: float
    """On average a night."""
    most: float
    """In the night in which most did."""
    without_news: int
    """How many change in a night on which nothing happened but ageing; more than none is a fault."""


def stability(history: History, cutoff: float) -> Stability:
    """Circles as a run each night would have seen them, with what was known then."""
    populations = [_population(others, cutoff) for others in history.values()]
    largest = sorted(filter(None, populations), key=len, reverse=True)[:MOST_OWNERS]
    seen = [_nights(days, day(cutoff)) for days in largest]
    shares = [share for changes, _ in seen for share in changes]
    return Stability(
        owners=len(largest),
        nights=NIGHTS,
        changed=sum(shares) / len(shares) if shares else 0.0,
        most=max(shares, default=0.0),
        without_news=sum(calm for _, calm in seen),
    )


def _population(others: Mapping[str, Sequence[Message]], cutoff: float) -> Days:
    """Whom the owner ever wrote to, met or called by then."""
    known = {PersonId(other): known_before(found, cutoff) for other, found in others.items()}
    return {
        other: active_days(found)
        for other, found in known.items()
        if any(each.direction != "received" for each in found)
    }


def _nights(days: Days, last: date) -> tuple[list[float], int]:
    """The share that changes circle, night by night, and how many do once more on the last one's facts."""
    seen, shares = _circles(_until(days, last - timedelta(days=NIGHTS)), {}), []
    for night in range(NIGHTS - 1, -1, -1):
        known = _until(days, last - timedelta(days=night))
        tonight = _circles(known, seen)
        shares.append(sum(tonight[person] is not circle for person, circle in seen.items()) / max(len(seen), 1))
        seen = tonight
    again = _circles(known, seen)
    return shares, sum(again[person] is not circle for person, circle in seen.items())


def _until(days: Days, night: date) -> Days:
    known = {who: some[: bisect_right(some, night, key=lambda each: each.day)] for who, some in days.items()}
    return {who: some for who, some in known.items() if some}


def _circles(days: Days, previous: Mapping[PersonId, Circle]) -> dict[PersonId, Circle]:
    people = sorted(days)
    beats = beats_in(filter(None, (pulse(days[who]) for who in people)))
    places = {who: place for place, who in enumerate(people)}
    order = np.lexsort((-beats["last"], -strengths(beats)))
    found = circles(order, pins=codes([], places), previous=codes(previous.items(), places), sizes=SIZES)
    return {who: ALL[circle] for who, circle in zip(people, found.tolist(), strict=True)}
