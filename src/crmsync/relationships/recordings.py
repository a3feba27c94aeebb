"""All interactions of a store in little memory: a mailbox of years is a million, of which most are alike.

Two are alike where they differ in nothing but id, time, thread, key and subject: the same people in the same roles,
with the same signals and labels. What is alike is kept once, and what follows from it is worked out once.
"""

import marshal
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import overload

from crmsync.connector import Interaction
from crmsync.relationships.recorded import Recorded

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)

Some = Sequence[str | None]
Texts = tuple[Sequence[str], Some, Some, Some]
"""Ids, threads, keys, subjects."""


class Recordings(Sequence[Recorded]):
    """In order of source and id. An item is made when it is asked for; `append` in that order."""

    def __init__(self) -> None:
        self.alike: list[Recorded] = []
        """One for each kind, with no id, no time and no text of its own."""
        self.numbers: list[int] = []
        """How many there are of each kind."""
        self.kinds = array("I")
        """Of each interaction, by its place; so are the next ones. Times are in microseconds since the epoch."""
        self.began = array("q")
        self.ended = array("q")
        self.keys = array("q")
        """A hash of the key; 0 where there is none."""
        self.threads = array("q")
        """A hash of source and thread; 0 where there is none. Two threads share one as good as never: of 2^64."""
        self._ends = array("Q")
        self._texts = bytearray()

    def kind(self, alike: Recorded) -> int:
        """The number of a new kind."""
        self.alike.append(alike)
        self.numbers.append(0)
        return len(self.alike) - 1

    def append(self, kind: int, began: int, ended: int, texts: tuple[str, str | None, str | None, str | None]) -> None:
        """`texts`: id, thread, key, subject."""
        id, thread, key, subject = texts
        self.extend([kind], [began], [ended], ([id], [thread], [key], [subject]))

    def extend(self, kinds: Sequence[int], began: Iterable[int], ended: Iterable[int], texts: Texts) -> None:
        """Many, by columns."""
        for kind, number in Counter(kinds).items():
            self.numbers[kind] += number
        self.kinds.extend(kinds)
        self.began.extend(began)
        self.ended.extend(ended)
        _, threads, keys, _ = texts
        sources = (self.alike[kind].source for kind in kinds)
        self.keys.extend(hash(key) if key else 0 for key in keys)
        self.threads.extend(hash(mark) if mark[1] else 0 for mark in zip(sources, threads, strict=True))
        parts = list(map(marshal.dumps, zip(*texts, strict=True)))
        self._ends.extend(islice(accumulate(map(len, parts), initial=len(self._texts)), 1, None))
        self._texts += b"".join(parts)

    def __len__(self) -> int:
        return len(self.kinds)

    @overload
    def __getitem__(self, place: int) -> Recorded: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Recorded]: ...
    def __getitem__(self, place: int | slice) -> Recorded | Sequence[Recorded]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        alike, (id, thread, key, subject) = self.alike[self.kinds[place]], self.texts(place)
        began, ended = self.began[place], self.ended[place]
        at, duration = time(began), (ended - began) * TICK
        one = replace(alike.interaction, id=id, at=at, duration=duration, thread=thread, key=key, subject=subject)
        return Recorded(source=alike.source, interaction=one)

    def texts(self, place: int) -> tuple[str, str | None, str | None, str | None]:
        """Id, thread, key, subject."""
        begins = self._ends[place - 1] if place else 0
        found: tuple[str, str | None, str | None, str | None] = marshal.loads(self._texts[begins : self._ends[place]])  # noqa: S302 - our own
        return found

    def find(self, mark: tuple[str, str]) -> Recorded | None:
        """The one of this source and id."""
        place = bisect_left(range(len(self)), mark, key=self.mark)
        return self[place] if place < len(self) and self.mark(place) == mark else None

    def mark(self, place: int) -> tuple[str, str]:
        """Source and id."""
        return self.alike[self.kinds[place]].source, self.texts(place)[0]

    def subjects(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Source and id of those that have a subject, each with it."""
        for place, kind in enumerate(self.kinds):
            id, _, _, subject = self.texts(place)
            if subject:
                yield (self.alike[kind].source, id), subject

    def ended_by(self, moment: datetime) -> Counter[int]:
        """How many of each kind were over by then."""
        limit = ticks(moment)
        ahead = Counter(kind for kind, ended in zip(self.kinds, self.ended, strict=True) if ended > limit)
        return Counter(dict(enumerate(self.numbers))) - ahead

    def before(self, moment: datetime) -> "Recordings":
        """Those that were over by then."""
        limit, found, numbers = ticks(moment), Recordings(), dict[int, int]()
        for place, kind in enumerate(self.kinds):
            if self.ended[place] <= limit:
                number = numbers[kind] if kind in numbers else numbers.setdefault(kind, found.kind(self.alike[kind]))
                found.append(number, self.began[place], self.ended[place], self.texts(place))
        return found

    @property
    def earliest(self) -> datetime | None:
        """When the first of them began."""
        return time(min(self.began)) if self.began else None


def recordings(recorded: Iterable[Recorded]) -> Recordings:
    """The same interactions, in order of source and id."""
    if isinstance(recorded, Recordings):
        return recorded
    found, kinds = Recordings(), dict[Recorded, int]()
    for each in sorted(recorded, key=lambda record: record.mark):
        one = each.interaction
        plain = replace(one, id="", at=EPOCH, duration=timedelta(), thread=None, key=None, subject=None)
        alike = replace(each, interaction=plain)
        kind = kinds[alike] if alike in kinds else kinds.setdefault(alike, found.kind(alike))
        found.append(kind, ticks(one.at), ticks(each.ended), (one.id, one.thread, one.key, one.subject))
    return found


def counted(recorded: Iterable[Recorded]) -> Iterator[tuple[Interaction, int]]:
    """Those that are alike once, and how many they are."""
    known = recordings(recorded)
    return ((each.interaction, number) for each, number in zip(known.alike, known.numbers, strict=True))


def ticks(moment: datetime) -> int:
    """Microseconds since the epoch."""
    return (moment - EPOCH) // TICK


def time(moment: int) -> datetime:
    return EPOCH + moment * TICK
