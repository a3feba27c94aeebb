"""Everybody's touches, and the stories that they come to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from itertools import pairwise, starmap

import numpy as np
from numpy.typing import NDArray

from crmsync.identity.people import PersonId
from crmsync.relationships.annals import Annals, annals
from crmsync.relationships.chronicle import Run
from crmsync.relationships.civil_days import CivilDays
from crmsync.relationships.entries import Entries
from crmsync.relationships.familiar import Familiar
from crmsync.relationships.likes import like
from crmsync.relationships.moments import TICK, time
from crmsync.relationships.recordings import Recordings
from crmsync.relationships.threads import Threads
from crmsync.relationships.touch import Ignored, Touch
from crmsync.relationships.touched import Touched

NO_TIME = timedelta()
BLOCK, PEOPLE = 100_000, 2_000
"""Touches and people that are looked at together."""
LONG_AGO = int(np.iinfo(np.int64).min)


class Touches(Mapping[PersonId, list[Touch]]):
    """Made for a person when they are asked for, and not kept: a million of them take much room."""

    def __init__(
        self,
        *,
        recorded: Recordings,
        people: Sequence[PersonId],
        alike: Sequence[Touch],
        found: Touched,
        fine: NDArray[np.bool_],
        copied: NDArray[np.bool_],
        believed: Familiar,
        threads: Threads,
        until: int,
    ) -> None:
        """`people`: in order of their ids, and by their numbers in `found`; `fine`: of each touch whether it counts,
        once it is over; `copied`: of each interaction whether it is a copy; `until`: microseconds since the epoch.
        """
        self.recorded, self.threads, self.believed, self.until = recorded, threads, believed, until
        self.people = people
        """All who are on any of these interactions, touched or not."""
        self._alike, self._found, self._fine, self._copied = alike, found, fine, copied
        touched = np.flatnonzero(np.diff(found.begins)).tolist()
        self.numbers = {people[number]: number for number in touched}
        """Of each person theirs, in order of their ids."""
        self._likes = list(map(like, alike))
        self._labelled = np.array([bool(each.labels) for each in alike], dtype=np.bool_)
        self.told = np.diff(found.begins)
        """By number, how many touches a person has, counting or not."""

    def __getitem__(self, person: PersonId) -> list[Touch]:
        return self.made(self.of(self.numbers[person]))

    def __contains__(self, person: object) -> bool:
        return person in self.numbers

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def bounds(self, first: int, end: int | None = None) -> tuple[int, int]:
        """Between which marks a person's touches are, or those of all from `first` to `end`."""
        return int(self._found.begins[first]), int(self._found.begins[first + 1 if end is None else end])

    def of(self, first: int, end: int | None = None) -> NDArray[np.int64]:
        """The marks of those, in order of person, then of time."""
        return np.arange(*self.bounds(first, end))

    def shares(self, marks: NDArray[np.int64]) -> list[slice]:
        """By number, where each person's are among these."""
        people = np.arange(len(self.people) + 1, dtype=np.int32)
        begins = np.searchsorted(self._found.people[marks], people).tolist()
        return list(starmap(slice, pairwise(begins)))

    @cached_property
    def _conversations(self) -> NDArray[np.int64]:
        """Of each interaction's thread."""
        return self.threads.of(self.recorded.threads)

    def ahead(self, marks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of these that are not over yet."""
        return marks[self.ended(marks) > self.until]

    def ended(self, marks: NDArray[np.int64]) -> NDArray[np.int64]:
        """When these are over, in microseconds since the epoch."""
        ended: NDArray[np.int64] = self.recorded.ended[self._found.places[marks]]
        return ended

    def is_new(self, marks: NDArray[np.int64], new: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """`new`: of each interaction."""
        found: NDArray[np.bool_] = new[self._found.places[marks]]
        return found

    def counting(self, marks: NDArray[np.int64], since: int = LONG_AGO) -> NDArray[np.int64]:
        """Those of these that count, and were over later than `since`."""
        ended = self.ended(marks)
        return marks[self._fine[marks] & (ended <= self.until) & (ended > since)]

    def annals(self, first: int, end: int, days: CivilDays) -> Annals:
        """Of the people with these numbers, from `first` on."""
        marks = self.counting(self.of(first, end))
        ats, places = self.ended(marks), self._found.places[marks]
        entries = Entries(
            people=self._found.people[marks] - np.int32(first),
            ats=ats,
            days=days.of(ats),
            threads=self._conversations[places],
            likes=self._found.likes[marks],
            marks=marks,
        )
        return annals(entries, self._likes, end - first)

    def labels(self, first: int, end: int) -> dict[int, frozenset[str]]:
        """All that are on mail with these people, counting or not, of those that have any."""
        marks = self.of(first, end)
        some = marks[self._labelled[self._found.likes[marks]]]
        found: dict[int, frozenset[str]] = {}
        for person, kind in {*zip(self._found.people[some].tolist(), self._found.likes[some].tolist(), strict=True)}:
            found[person] = found.get(person, frozenset()) | self._alike[kind].labels
        return found

    def blocks(self) -> Iterator[tuple[int, int]]:
        """All people, by the numbers of the first and the last of some of them: a part at a time takes less room."""
        begins, first = self._found.begins, 0
        while first < len(begins) - 1:
            full = int(np.searchsorted(begins, begins[first] + BLOCK, "right")) - 1
            end = min(max(full, first + 1), first + PEOPLE, len(begins) - 1)
            yield first, end
            first = end

    def run(self, marks: NDArray[np.int64], days: CivilDays) -> Run[Touch]:
        """These, of whomever they are."""
        ats = self.ended(marks).tolist()
        return Run(
            marks=self.made(marks),
            ats=ats,
            days=days.days(ats),
            threads=self._conversations[self._found.places[marks]].tolist(),
            likes=[self._likes[each] for each in self._found.likes[marks].tolist()],
        )

    def made(self, marks: NDArray[np.int64]) -> list[Touch]:
        if not len(marks):
            return []
        found, known = self._found, self.recorded
        places = found.places[marks]
        texts = known.said.of(places.tolist())
        times, against = (known.began[places], known.ended[places]), (self._copied[places], self._fine[marks])
        columns = (found.likes[marks], *times, *against)
        rows = zip(*(column.tolist() for column in columns), texts, strict=True)
        return [
            self._touch(self._alike[like], began, ended, copied=copied, fine=fine, id=id, thread=thread)
            for like, began, ended, copied, fine, (id, thread, *_) in rows
        ]

    def _touch(
        self, like: Touch, began: int, ended: int, *, copied: bool, fine: bool, id: str, thread: str | None
    ) -> Touch:
        """`like`: the same touch, of an interaction that is alike, in no thread."""
        against = Ignored.COPY if copied else None if fine else like.ignored
        return Touch(
            source=like.source,
            id=id,
            channel=like.channel,
            at=time(ended),
            direction=like.direction,
            others=like.others,
            duration=(ended - began) * TICK if ended > began else NO_TIME,
            thread=self.threads.conversation(like.source, thread),
            direct=like.direct,
            ignored=against or _ahead(began, ended, self.until),
            labels=like.labels,
        )


def _ahead(began: int, ended: int, until: int) -> Ignored | None:
    """What would count, had it ended by now."""
    if began > until:
        return Ignored.FUTURE
    return Ignored.UNDER_WAY if ended > until else None
