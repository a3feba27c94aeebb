"""All interactions of a store in little memory, by columns: a mailbox of years is a million, and most are alike."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Protocol, overload

import numpy as np
from numpy.typing import NDArray

from crmsync.connector import Interaction
from crmsync.relationships.kinds import Kinds, Places, bare, kinds
from crmsync.relationships.marks import NONE, key_mark, thread_mark
from crmsync.relationships.moments import TICK, ticks, time
from crmsync.relationships.recorded import Recorded

PORTION = 2000

Text = tuple[str, str | None, str | None, str | None]
"""Id, thread, key, subject."""


class Texts(Protocol):
    def of(self, places: Sequence[int]) -> Sequence[Text]:
        """Those of the interactions in these places."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Recordings(Sequence[Recorded]):
    """An item is made when it is asked for. Columns are of each interaction in its place; times in microseconds."""

    alike: Kinds
    kinds: NDArray[np.int32]
    began: NDArray[np.int64]
    keys: NDArray[np.int64]
    """Marks; 0 where there is none, and so for threads."""
    threads: NDArray[np.int64]
    rows: NDArray[np.int64]
    """By which number each is known where it is kept."""
    said: Texts

    @cached_property
    def ended(self) -> NDArray[np.int64]:
        """When each counts."""
        lasts = np.array([each.interaction.duration // TICK for each in self.alike.heads], dtype=np.int64)
        return self.began + lasts[self.alike.head][self.kinds] if len(self) else self.began

    def __len__(self) -> int:
        return len(self.kinds)

    @overload
    def __getitem__(self, place: int) -> Recorded: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Recorded]: ...
    def __getitem__(self, place: int | slice) -> Recorded | Sequence[Recorded]:
        if isinstance(place, slice):
            return self.some(range(*place.indices(len(self))))
        return self.some([range(len(self))[place]])[0]

    def __iter__(self) -> Iterator[Recorded]:
        for begin in range(0, len(self), PORTION):
            yield from self[begin : begin + PORTION]

    def some(self, places: Sequence[int]) -> list[Recorded]:
        """Those in these places."""
        made = {kind: self.alike[kind] for kind in set(self.kinds[places].tolist())} if len(places) else {}
        return [
            _with(made[self.kinds[place]], self.began[place], text)
            for place, text in zip(places, self.said.of(places), strict=True)
        ]

    def marks(self, places: Sequence[int]) -> list[tuple[str, str]]:
        """Source and id of those in these places."""
        heads, of = self.alike.heads, self.alike.head[self.kinds[places]] if len(places) else ()
        return [(heads[head].source, id) for head, (id, *_) in zip(of, self.said.of(places), strict=True)]

    def find(self, mark: tuple[str, str]) -> Recorded | None:
        """The one of this source and id, where they are in that order."""
        place = bisect_left(range(len(self)), mark, key=lambda each: self.marks([each])[0])
        return self[place] if place < len(self) and self.marks([place]) == [mark] else None

    def threads_of(self, places: Sequence[int]) -> list[tuple[str, str]]:
        """The source and the thread of each of these, which are in one."""
        heads, of = self.alike.heads, self.alike.head[self.kinds[places]] if len(places) else ()
        texts = zip(of, self.said.of(places), strict=True)
        return [(heads[head].source, thread) for head, (_, thread, *_) in texts if thread]

    @property
    def thread_marks(self) -> set[int]:
        """Of all threads, each once."""
        return set(self.threads.tolist()) - {NONE}

    def thread_names(self) -> dict[int, tuple[str, str]]:
        """By their marks, the source and the name of the threads."""
        places = np.flatnonzero(self.threads).tolist()
        return dict(zip(self.threads[places].tolist(), self.threads_of(places), strict=True)) if places else {}

    def later_than(self, row: int) -> "Recordings":
        """Those whose numbers are higher."""
        return self._only(np.flatnonzero(self.rows > row))

    def subjects(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Source and id of those that have a subject, each with it."""
        return ((each.mark, each.interaction.subject) for each in self if each.interaction.subject)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """How many there are of each kind."""
        return np.bincount(self.kinds, minlength=len(self.alike))

    def before(self, moment: datetime) -> "Recordings":
        """Those that were over by then."""
        return self._only(np.flatnonzero(self.ended <= ticks(moment)))

    def _only(self, places: NDArray[np.intp]) -> "Recordings":
        return Recordings(
            alike=self.alike,
            kinds=self.kinds[places],
            began=self.began[places],
            keys=self.keys[places],
            threads=self.threads[places],
            rows=self.rows[places],
            said=_Only(self.said, places),
        )


@dataclass(frozen=True, slots=True)
class _Only:
    said: Texts
    places: NDArray[np.intp]

    def of(self, places: Sequence[int]) -> Sequence[Text]:
        return self.said.of(self.places[places].tolist())


@dataclass(frozen=True, slots=True)
class Held:
    """Texts that are at hand."""

    all: Sequence[Text] = ()

    def of(self, places: Sequence[int]) -> Sequence[Text]:
        return [self.all[place] for place in places]


def _with(alike: Recorded, began: int, text: Text) -> Recorded:
    id, thread, key, subject = text
    one = replace(alike.interaction, id=id, at=time(int(began)), thread=thread, key=key, subject=subject)
    return replace(alike, interaction=one)


def recordings(recorded: Iterable[Recorded]) -> Recordings:
    """The same interactions, in order of source and id."""
    if isinstance(recorded, Recordings):
        return recorded
    ordered = sorted(recorded, key=lambda record: record.mark)
    alike = Places[Recorded]()
    of = [alike[replace(each, interaction=bare(each.interaction))] for each in ordered]
    ones = [each.interaction for each in ordered]
    threads = [thread_mark(each.source, each.interaction.thread) for each in ordered]
    return Recordings(
        alike=kinds(alike),
        kinds=np.array(of, dtype=np.int32),
        began=np.array([ticks(each.at) for each in ones], dtype=np.int64),
        keys=np.array([key_mark(each.key) for each in ones], dtype=np.int64),
        threads=np.array(threads, dtype=np.int64),
        rows=np.arange(len(ones)),
        said=Held([(each.id, each.thread, each.key, each.subject) for each in ones]),
    )


def counted(recorded: Iterable[Recorded]) -> Iterator[tuple[Interaction, int]]:
    """Those that are alike once, and how many they are."""
    known = recordings(recorded)
    return ((known.alike[kind].interaction, number) for kind, number in enumerate(known.numbers.tolist()) if number)
