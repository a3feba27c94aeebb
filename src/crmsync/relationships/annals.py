"""Everybody's chronicle at once, by columns: the same as touch after touch, in a small part of the time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import index

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.among import distinct
from crmsync.relationships.answers_of_all import Open, answers, still_open, talked
from crmsync.relationships.beat import BEAT, NEVER, RECEIVED, SENT, TALKED
from crmsync.relationships.beats_of_all import CLOSED, beats_of_all
from crmsync.relationships.chronicle import Chronicle
from crmsync.relationships.entries import Entries, Traits, traits, unlike
from crmsync.relationships.lasts_of_all import LASTS, NAMES, Places, entered_of_all, lasts_of_all, places_of_all
from crmsync.relationships.likes import Like
from crmsync.relationships.packed_chronicles import pack_loose, unpack_chronicle

REST = np.dtype([("entered", "i8"), ("talked", "i4"), ("talked_on", "i4", (2,)), ("only_met", "?"), ("lasts", LASTS)])
"""Named as in `Chronicle`; `entered` is NEVER for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annals:
    """Of each person, by their number, what is in their `Chronicle`."""

    beats: NDArray[np.void]
    """Of `BEAT`. `told` is 0: what does not count is in no chronicle."""
    closed: NDArray[np.void]
    """Of `CLOSED`."""
    rest: NDArray[np.void]
    """Of `REST`."""
    counts: NDArray[np.int32]
    """How many touches count: a row for each person, a column for each of `sources`."""
    sources: tuple[str, ...]
    open: Open

    def chronicle(self, person: int) -> Chronicle[int]:
        """The same in each slot as of their touches one by one."""
        return unpack_chronicle(next(self.packed(person, person + 1)), index)

    def marks(self, begin: int = 0, end: int | None = None) -> NDArray[np.int64]:
        """All touches that the chronicles from `begin` to `end` name, each once, in order."""
        lasts = self.rest["lasts"][begin:end]
        return distinct(np.concatenate([lasts[name]["mark"][lasts[name]["at"] != NEVER] for name in NAMES]))

    def marks_of_each(self) -> list[set[int]]:
        """The same of each person."""
        lasts = [self.rest["lasts"][name] for name in NAMES]
        marks, some = (np.column_stack([each[part] for each in lasts]) for part in ("mark", "at"))
        whose, which = np.nonzero(some != NEVER)
        found: list[set[int]] = [set() for _ in self.beats]
        for person, mark in zip(whose.tolist(), marks[whose, which].tolist(), strict=True):
            found[person].add(mark)
        return found

    def packed(self, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """What `pack_chronicle` makes of theirs, of each from `begin` to `end`: of ten thousand in a moment."""
        some = slice(begin, end)
        records = zip(_records(self.closed[some]), _records(self.rest[some]), self.counts[some].tolist(), strict=True)
        for (closed, rest, numbers), written in zip(records, self.open.since(begin, end), strict=True):
            sources = {name: number for name, number in zip(self.sources, numbers, strict=True) if number}
            yield closed + rest + pack_loose(sources, *written)


def _records(some: NDArray[np.void]) -> list[bytes]:
    """Of each its bytes."""
    found: list[bytes] = some.view(np.dtype((np.void, some.itemsize))).tolist()
    return found


def annals(entries: Entries, likes: Sequence[Like], number: int) -> Annals:
    """Of `number` people, of whom some may have no entry. `likes`: what `entries.likes` are places in."""
    entries, some = unlike(entries, likes)
    kinds = traits(some)
    beats, closed = np.zeros(number, BEAT), np.zeros(number, CLOSED)
    beats_of_all(entries, kinds, beats, closed)
    rest, spoken = _rest(entries, kinds, number)
    _tell(beats, rest, spoken)
    return Annals(
        beats=beats,
        closed=closed,
        rest=rest,
        counts=_counts(entries, kinds, number),
        sources=kinds.sources,
        open=still_open(entries, kinds, number),
    )


def _rest(entries: Entries, kinds: Traits, number: int) -> tuple[NDArray[np.void], NDArray[np.int8]]:
    """And what was spoken last, in a beat's terms."""
    found = np.zeros(number, REST)
    answering = answers(entries, kinds)
    found["only_met"] = _only_met(answering | kinds.unmet[entries.likes], entries, number)
    contacts = np.flatnonzero(answering | kinds.talk[entries.likes])
    found["talked"], found["talked_on"] = talked(contacts, entries, number)
    found["entered"] = entered_of_all(entries, kinds, number)
    places = places_of_all(entries, kinds, answering, number)
    found["lasts"] = lasts_of_all(places, entries)
    return found, _spoken(places["spoken"], entries, kinds)


def _tell(beats: NDArray[np.void], rest: NDArray[np.void], spoken: NDArray[np.int8]) -> None:
    """What a beat tells of moments."""
    lasts = rest["lasts"]
    beats["entered"] = rest["entered"]
    beats["last_contact"] = np.maximum(lasts["exchange"]["at"], lasts["talk"]["at"])
    beats["reached"] = lasts["reached"]["at"]
    beats["spoken_at"] = lasts["spoken"]["at"]
    beats["spoken"] = spoken


def _spoken(places: Places, entries: Entries, kinds: Traits) -> NDArray[np.int8]:
    """What the touches at these places were, in a beat's terms."""
    found, some = np.zeros(len(places), np.int8), np.flatnonzero(places >= 0)
    likes = entries.likes[places[some]]
    found[some] = np.where(kinds.talk[likes], TALKED, np.where(kinds.sent[likes], SENT, RECEIVED))
    return found


def _only_met(otherwise: NDArray[np.bool_], entries: Entries, number: int) -> NDArray[np.bool_]:
    """Whether each had no contact but meetings. `otherwise`: of each entry whether it was one."""
    found = np.ones(number, np.bool_)
    found[entries.people[otherwise]] = False
    return found


def _counts(entries: Entries, kinds: Traits, number: int) -> NDArray[np.int32]:
    columns = len(kinds.sources)
    cells = entries.people * np.int64(columns)
    cells += kinds.source[entries.likes]
    return np.bincount(cells, minlength=number * columns).astype(np.int32).reshape(number, columns)
