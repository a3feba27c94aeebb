"""Everybody's pulse at once: active days, what each weighs, and what these come to, as `Beats` counts them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.beats import LEFT, MONTH
from crmsync.relationships.entries import Entries, Traits, other
from crmsync.relationships.likes import worth
from crmsync.relationships.pulse import A_WEEK

CLOSED = np.dtype(
    [
        ("first", "i4"),
        ("day", "i4"),
        ("number", "i4"),
        ("months", "i4"),
        ("live_days", "i4"),
        ("squares", "i8"),
        ("weighed_90", "f8"),
        ("weighed_730", "f8"),
        ("plain_90", "f8"),
        ("latest", "i4", (A_WEEK + 1,)),
        ("weights", "f8", (3,)),
        ("live", "?"),
    ]
)
"""Named as in `Beats`: what the last day weighs is in no sum. `latest` as in `BEAT`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Active days, in order of person, then of time."""

    people: NDArray[np.int32]
    days: NDArray[np.int32]
    heaviness: NDArray[np.int16]
    """As in `Traits`, of the heaviest of the day."""
    live: NDArray[np.bool_]
    last: NDArray[np.intp]
    """Where each person's last one is."""

    @property
    def whose(self) -> NDArray[np.int32]:
        """Who has one: whose the `last` are."""
        return self.people[self.last]


def beats_of_all(entries: Entries, traits: Traits, beats: NDArray[np.void], closed: NDArray[np.void]) -> None:
    """All that is a matter of days, into `beats`, of `BEAT`, and `closed`, of `CLOSED`: a record for each person."""
    days = _days(entries, traits)
    _count(beats, days)
    _close(closed, beats, days, traits)
    for name, parts in _parts(days, traits).items():
        ends = parts[days.last]
        parts[days.last] = 0.0
        closed[name] = np.bincount(days.people, parts, len(beats))  # one after the other, as of one person
        beats[name] = closed[name]
        beats[name][days.whose] += ends


def _days(entries: Entries, traits: Traits) -> Days:
    """Where a clock goes back over midnight, the day before comes again."""
    begins = np.flatnonzero(other(entries.people, entries.days))
    people, live = entries.people[begins], np.zeros(len(begins), np.bool_)
    live[np.searchsorted(begins, np.flatnonzero(traits.live[entries.likes]), "right") - 1] = True
    return Days(
        people=people,
        days=entries.days[begins],
        heaviness=_heaviness(entries, traits, begins),
        live=live,
        last=np.flatnonzero(other(people[::-1])[::-1]),
    )


def _heaviness(entries: Entries, traits: Traits, begins: NDArray[np.intp]) -> NDArray[np.int16]:
    """Of the days that begin at these places."""
    found = np.empty((3, len(begins)), np.int16)
    for side, of in zip(found, traits.heaviness, strict=True):
        np.maximum.reduceat(of[entries.likes], begins, out=side)
    return found


def _count(beats: NDArray[np.void], days: Days) -> None:
    """What is whole numbers."""
    whose, number = days.whose, len(beats)
    beats["number"] = np.bincount(days.people, minlength=number)
    beats["months"] = _months(days, number)
    beats["live"] = np.bincount(days.people[days.live], minlength=number)
    beats["squares"] = _squares(days, number)
    first = days.last - beats["number"][whose] + 1
    beats["first"][whose], beats["last"][whose] = days.days[first], days.days[days.last]
    places = days.last[:, None] - np.arange(A_WEEK, -1, -1)
    beats["latest"][whose] = np.where(places >= first[:, None], days.days[np.maximum(places, 0)], 0)


def _squares(days: Days, number: int) -> NDArray[np.int64]:
    """Nothing is rounded: the squares of all gaps since the year 1 sum up to less than 2^53."""
    gaps = np.diff(days.days).astype(np.float64)
    gaps[days.people[1:] != days.people[:-1]] = 0.0
    return np.bincount(days.people[1:], gaps * gaps, number).astype(np.int64)


def _close(closed: NDArray[np.void], beats: NDArray[np.void], days: Days, traits: Traits) -> None:
    """The same without the last day, and what that is like."""
    whose, last = days.whose, days.last
    for name in ("first", "number", "months", "squares", "latest"):
        closed[name] = beats[name]
    closed["day"], closed["live_days"] = beats["last"], beats["live"]
    closed["live_days"][whose] -= days.live[last]
    closed["live"][whose] = days.live[last]
    closed["weights"][whose] = traits.weights[days.heaviness[:, last]].T


def _parts(days: Days, traits: Traits) -> dict[str, NDArray[np.float64]]:
    """What each day adds to each sum."""
    of_90 = _each(days.days, lambda day: LEFT[day][0])
    of_730 = _each(days.days, lambda day: LEFT[day][1])
    worths = _worths(days.heaviness, traits.weights)
    return {"weighed_90": worths * of_90, "weighed_730": worths * of_730, "plain_90": of_90}


def _worths(heaviness: NDArray[np.int16], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """What days weigh. Few are unlike: worked out once each."""
    sizes = (len(weights),) * 3
    codes = np.ravel_multi_index(tuple(heaviness.astype(np.int32)), sizes)
    return _each(codes, lambda code: worth(_weights(weights, np.unravel_index(code, sizes))))


def _weights(weights: NDArray[np.float64], places: tuple[np.intp, ...]) -> tuple[float, float, float]:
    sent, received, both = (float(weights[place]) for place in places)
    return sent, received, both


def _each(numbers: NDArray[np.integer], of: Callable[[int], float]) -> NDArray[np.float64]:
    """Of each number what it comes to, asked once for each that there is. They are whole and close together."""
    lowest = numbers.min(initial=np.iinfo(np.int32).max)
    places = numbers - lowest
    there = np.bincount(places)
    known = np.zeros(len(there), np.float64)
    for place in np.flatnonzero(there).tolist():
        known[place] = of(place + int(lowest))
    found: NDArray[np.float64] = known[places]
    return found


def _months(days: Days, number: int) -> NDArray[np.intp]:
    """In how many months each had contact."""
    months = _each(days.days, MONTH.__getitem__).astype(np.int64)
    months += days.people.astype(np.int64) << 32
    months.sort(kind="stable")  # in order but where a clock goes back
    return np.bincount(months[other(months)] >> 32, minlength=number)
