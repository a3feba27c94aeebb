"""Everybody's touches that count, and what they are like, by columns: of a million a few bytes each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.likes import TELLS, Like, Tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Touches that count, in order of person, then of time: of each in its place whose it is, and so on."""

    people: NDArray[np.int32]
    """Numbers, which never fall."""
    ats: NDArray[np.int64]
    """When each counts, in microseconds since the epoch."""
    days: NDArray[np.int32]
    """Civil days, as ordinals."""
    threads: NDArray[np.int64]
    """0 where there is none."""
    likes: NDArray[np.int32]
    """What each is like, by its place in a sequence of those."""
    marks: NDArray[np.int64]
    """Which touch each is."""

    def __len__(self) -> int:
        return len(self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What touches are like, by columns: of each `Like` in its place."""

    talk: NDArray[np.bool_]
    sent: NDArray[np.bool_]
    own: NDArray[np.bool_]
    live: NDArray[np.bool_]
    unmet: NDArray[np.bool_]
    """A talk that was no meeting."""
    tells: NDArray[np.uint16]
    """A bit for each of `TELLS`."""
    source: NDArray[np.int32]
    """A place in `sources`."""
    sources: tuple[str, ...]
    heaviness: NDArray[np.int16]
    """Three rows, of the sent, the received and of both sides: places in `weights`."""
    weights: NDArray[np.float64]
    """All that there are, and nothing, in order: few, for each is one by a few people."""


def unlike(entries: Entries, likes: Sequence[Like]) -> tuple[Entries, list[Like]]:
    """The same entries, and what they are like: each once, and none that no entry is like.

    There may be many `likes`, of which few are unlike.
    """
    used = np.flatnonzero(np.bincount(entries.likes, minlength=len(likes))).tolist()
    numbers = {each: number for number, each in enumerate(dict.fromkeys(likes[place] for place in used))}
    places = np.zeros(len(likes), np.int32)
    places[used] = [numbers[likes[place]] for place in used]
    return replace(entries, likes=places[entries.likes]), list(numbers)


def traits(likes: Sequence[Like]) -> Traits:
    sources = tuple(dict.fromkeys(each.source for each in likes))
    weights = np.array([each.weights for each in likes], np.float64).reshape(-1, 3)
    known = np.unique(np.append(weights, 0.0))
    return Traits(
        talk=np.array([each.talk for each in likes], np.bool_),
        sent=np.array([each.sent for each in likes], np.bool_),
        own=np.array([each.own for each in likes], np.bool_),
        live=np.array([each.live for each in likes], np.bool_),
        unmet=np.array([each.talk and "meeting" not in each.tells for each in likes], np.bool_),
        tells=np.array([sum(map(bit, each.tells)) for each in likes], np.uint16),
        source=np.array([sources.index(each.source) for each in likes], np.int32),
        sources=sources,
        heaviness=np.searchsorted(known, weights.T).astype(np.int16),
        weights=known,
    )


def bit(what: Tells) -> int:
    return 1 << TELLS.index(what)


def other(*columns: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Of each place whether any of these columns is other than right before; so is the first."""
    found = np.zeros(len(columns[0]), np.bool_)
    found[:1] = True
    for column in columns:
        found[1:] |= column[1:] != column[:-1]
    return found


def last_of_each(places: NDArray[np.intp], entries: Entries, number: int) -> NDArray[np.int32]:
    """Of each of `number` people the last of these places, which are in order; -1 where there is none."""
    found = np.full(number, -1, np.int32)
    found[entries.people[places]] = places  # of those with one index the last one stays
    return found
