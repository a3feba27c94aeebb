"""Everybody's stories as their touches tell them: worked out a block of people at a time, made when asked for."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from datetime import tzinfo
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from crmsync.identity.people import PersonId
from crmsync.relationships.annals import Annals
from crmsync.relationships.beat import BEAT
from crmsync.relationships.chronicle import Beside
from crmsync.relationships.civil_days import civil_days
from crmsync.relationships.dates import next_meeting
from crmsync.relationships.packed import pack_written
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Touch
from crmsync.relationships.touches import Touches


class Stories(Mapping[PersonId, Story]):
    """In order of people's ids."""

    def __init__(self, found: Touches, zone: tzinfo, people: Collection[PersonId] | None = None) -> None:
        """`people`: of these alone; missing: of all."""
        days = civil_days(zone)
        self._found = found
        self._annals = {first: found.annals(first, end, days) for first, end in found.blocks()}
        self._firsts = list(self._annals)
        self._numbers = {each: n for each, n in found.numbers.items() if people is None or each in people}
        self._blocks: dict[int, _Block] = {}

    @property
    def ids(self) -> list[PersonId]:
        return list(self._numbers)

    @cached_property
    def beats(self) -> NDArray[np.void]:
        """A record for each person."""
        numbers = np.array(list(self._numbers.values()), dtype=np.int64)
        beats = np.concatenate([np.empty(0, BEAT), *(each.beats for each in self._annals.values())])[numbers]
        beats["told"] = self._found.told[numbers]
        return beats

    def __getitem__(self, person: PersonId) -> Story:
        """In whatever order they are asked for: what stories of people about this number rest on is made once."""
        number = self._numbers[person]
        first = self._first(number)
        if first not in self._blocks:
            self._blocks[first] = _Block(self._found, first, self._annals[first])
        return self._blocks[first].story(number)

    def packed(self) -> Iterator[tuple[PersonId, bytes]]:
        """Each as `pack` makes it."""
        for first, some in groupby(self._numbers.items(), lambda each: self._first(each[1])):
            block = _Block(self._found, first, self._annals[first])
            yield from ((person, block.packed(number)) for person, number in some)

    def _first(self, number: int) -> int:
        """That of the block that this one is in."""
        return self._firsts[bisect_right(self._firsts, number) - 1]

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, person: object) -> bool:
        return person in self._numbers


class _Block:
    """People whose stories are made together: one by one each of their last touches would be looked up by itself."""

    def __init__(self, found: Touches, first: int, annals: Annals) -> None:
        end = first + len(annals.beats)
        self._found, self.first, self._annals = found, first, annals
        self._ahead = found.ahead(found.of(first, end))
        self._labels = found.labels(first, end)
        marks = np.union1d(annals.marks(), self._ahead)
        self._touches: Mapping[int, Touch] = dict(zip(marks.tolist(), found.made(marks), strict=True))

    def story(self, number: int) -> Story:
        return Story(
            chronicle=self._annals.chronicle(number - self.first).told(self._touches.__getitem__),
            beside=self._beside(number),
            reached=int(self._found.believed.reached[number]),
            bulk=int(self._found.believed.bulk[number]),
        )

    def packed(self, number: int) -> bytes:
        """No story is made for it."""
        chronicle, marks = self._written[number - self.first]
        return pack_written(
            chronicle,
            {mark: self._touches[mark] for mark in marks},
            self._beside(number),
            reached=int(self._found.believed.reached[number]),
            bulk=int(self._found.believed.bulk[number]),
        )

    @cached_property
    def _written(self) -> list[tuple[bytes, Collection[int]]]:
        return list(zip(self._annals.packed(), self._annals.marks_of_each(), strict=True))

    def _beside(self, number: int) -> Beside:
        """What is not over yet stands in order of people, too."""
        begin, end = self._found.bounds(number)
        some = slice(*np.searchsorted(self._ahead, (begin, end)))
        ahead = map(self._touches.__getitem__, self._ahead[some].tolist())
        labels = self._labels.get(number, frozenset())
        return Beside(told=end - begin, labels=labels, next_meeting=next_meeting(ahead))
