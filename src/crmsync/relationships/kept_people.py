"""Everybody's beats and stories as they were kept, and with some of them changed."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

import numpy as np

from crmsync.identity.people import PersonId
from crmsync.relationships.beat import Beats, beats_of_stories
from crmsync.relationships.packed import unpack
from crmsync.relationships.story import Story


class Packed(Mapping[PersonId, Story]):
    """Each is unpacked when it is asked for. `read`: all as they were kept; `told`: those that are others now."""

    def __init__(
        self,
        ids: Collection[PersonId],
        read: Callable[[], Mapping[PersonId, bytes]],
        told: Mapping[PersonId, Story | None] | None = None,
    ) -> None:
        self._ids, self._read, self._told = dict.fromkeys(ids), read, told or {}

    def __getitem__(self, person: PersonId) -> Story:
        if person not in self._ids:
            raise KeyError(person)
        return self._told.get(person) or unpack(self._read()[person])

    def __contains__(self, person: object) -> bool:
        return person in self._ids

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPeople:
    """`ids` in ascending order, a record of `beats` for each."""

    ids: Sequence[PersonId]
    beats: Beats = field(repr=False)

    def changed(self, told: Mapping[PersonId, Story | None]) -> "KeptPeople":
        """With these stories; who has None is there no more."""
        new = {id: story for id in sorted(told) if (story := told[id])}
        stays = np.ones(len(self.ids), np.bool_)
        stays[list(self._places(told))] = False
        ids = [*compress(self.ids, stays.tolist()), *new]
        beats = np.concatenate((self.beats.take(np.flatnonzero(stays)), beats_of_stories(new.values())))
        order = sorted(range(len(ids)), key=ids.__getitem__)
        return KeptPeople(ids=[ids[each] for each in order], beats=beats.take(order))

    def _places(self, some: Iterable[PersonId]) -> Iterator[int]:
        """Of those of these people who are there."""
        for person in some:
            place = bisect_left(self.ids, person)
            if self.ids[place : place + 1] == [person]:
                yield place
