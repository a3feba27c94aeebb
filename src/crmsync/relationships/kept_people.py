"""Everybody's beats and stories as they were kept, and with some of them changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

import numpy as np

from crmsync.identity.people import PersonId
from crmsync.relationships.beat import Beats, beats_of
from crmsync.relationships.packed import unpack
from crmsync.relationships.story import Story


class Packed(Mapping[PersonId, Story]):
    """Each is unpacked when it is asked for."""

    def __init__(self, told: Mapping[PersonId, bytes | Story]) -> None:
        self._told = told

    def __getitem__(self, person: PersonId) -> Story:
        found = self._told[person]
        return found if isinstance(found, Story) else unpack(found)

    def __contains__(self, person: object) -> bool:
        return person in self._told

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def changed(self, told: Mapping[PersonId, Story | None]) -> "Packed":
        rest = {person: each for person, each in self._told.items() if person not in told}
        return Packed(rest | {person: story for person, story in told.items() if story})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPeople:
    """`ids` in ascending order, a record of `beats` for each."""

    ids: Sequence[PersonId]
    beats: Beats = field(repr=False)
    stories: Packed = field(repr=False)

    def records(self, some: Collection[PersonId]) -> dict[PersonId, bytes]:
        """As bytes, of those of these people who are there."""
        return {id: each.tobytes() for id, each in zip(self.ids, self.beats, strict=True) if id in some}

    def changed(self, told: Mapping[PersonId, Story | None]) -> "KeptPeople":
        """With these stories; who has None is there no more."""
        stays = np.array([id not in told for id in self.ids], dtype=np.bool_)
        new = {id: story.history for id, story in told.items() if story}
        ids = [*compress(self.ids, stays.tolist()), *new]
        beats = np.concatenate((self.beats[stays], beats_of(list(new.values()))))
        order = sorted(range(len(ids)), key=ids.__getitem__)
        return KeptPeople(ids=[ids[each] for each in order], beats=beats[order], stories=self.stories.changed(told))
