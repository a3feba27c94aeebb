"""A history as it is written: touch after touch that counts, in order of time, of which only the last are kept.

It may be broken off and gone on with: that comes to the same, and to what `history` makes of all touches at once.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Generic, TypeVar

from crmsync.relationships.beats import Beats
from crmsync.relationships.dates import ANSWER_WITHIN, Dates
from crmsync.relationships.history import History
from crmsync.relationships.likes import Like, Tells
from crmsync.relationships.moments import TICK, time
from crmsync.relationships.touch import Touch

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)
T = TypeVar("T")
Last = tuple[int, M]
"""When a touch was, in microseconds since the epoch, and which one."""

FIRST: frozenset[Tells] = frozenset({"talk", "meeting", "call", "sent", "received"})
"""Of those at the same moment the first is told of."""
WITHIN = ANSWER_WITHIN // TICK


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Generic[M_co]):
    """Touches that count, in order of time: of each in its place which it is, and so on."""

    marks: Sequence[M_co]
    ats: Sequence[int]
    """Microseconds since the epoch."""
    days: Sequence[int]
    """Civil days, as ordinals."""
    threads: Sequence[Hashable]
    """False where there is none."""
    likes: Sequence[Like]

    def part(self, some: slice) -> "Run[M_co]":
        """Those in these places."""
        return Run(
            marks=self.marks[some],
            ats=self.ats[some],
            days=self.days[some],
            threads=self.threads[some],
            likes=self.likes[some],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What belongs to a history beside the touches that count. `told`: how many there are, counting or not."""

    told: int
    labels: frozenset[str]
    next_meeting: Touch | None


class Chronicle(Generic[M]):
    """`M` marks a touch, and says later which it was."""

    __slots__ = (
        "beats",
        "entered",
        "exchange",
        "first",
        "last",
        "only_met",
        "received_in",
        "sent_in",
        "sources",
        "talked",
        "talked_on",
    )

    def __init__(self) -> None:
        self.beats = Beats()
        self.first: Last[M] | None = None
        self.last: dict[Tells, Last[M]] = {}
        self.exchange: Last[M] | None = None
        """The last mail that answers one."""
        self.entered: int | None = None
        self.talked = 0
        self.talked_on = (0, 0)
        """The last two days: where a clock goes back over midnight, the one before may come again."""
        self.only_met = True
        self.sources: dict[str, int] = {}
        self.sent_in: dict[Hashable, int] = {}
        """By thread, when self wrote last: where one to come may answer it."""
        self.received_in: dict[Hashable, int] = {}

    def add(self, run: Run[M]) -> None:
        """The next touches."""
        if not run.marks:
            return
        self.beats.add(run.days, run.likes)
        self._answers(run)
        for each, number in Counter(run.likes).items():
            self.sources[each.source] = self.sources.get(each.source, 0) + number
            self.only_met = self.only_met and ("meeting" in each.tells or not each.talk)
        self.first = self.first or (run.ats[0], run.marks[0])
        if self.entered is None:
            self.entered = next((at for at, each in zip(run.ats, run.likes, strict=True) if each.own), None)
        self._remember(run)
        self._forget(run.ats[-1])

    def told(self, touch: Callable[[M], T]) -> "Chronicle[T]":
        """The same, of the touches that the marks are of. It shares what it holds with this one."""
        found = Chronicle[T]()
        for name in self.__slots__:
            setattr(found, name, getattr(self, name))
        found.first, found.exchange = _told(self.first, touch), _told(self.exchange, touch)
        found.last = {what: (at, touch(mark)) for what, (at, mark) in self.last.items()}
        return found

    def _forget(self, last: int) -> None:
        """Mail that none after the last touch can answer any more."""
        for written in (self.sent_in, self.received_in):
            for thread in [thread for thread, at in written.items() if last - at > WITHIN]:
                del written[thread]

    def _remember(self, run: Run[M]) -> None:
        """The last ones. No touch but these is looked at."""
        places: dict[Tells, int] = {}
        for each, place in dict(zip(run.likes, count())).items():
            for what in each.tells:
                places[what] = max(place, places.get(what, 0))
        for what, place in places.items():
            if what in FIRST:
                self._remember_first(what, run, place)
            else:
                self.last[what] = run.ats[place], run.marks[place]

    def _remember_first(self, what: Tells, run: Run[M], place: int) -> None:
        """`place`: that of the last one."""
        at, before = run.ats[place], self.last.get(what)
        if before is None or before[0] < at:
            same = range(bisect_left(run.ats, at), place + 1)
            self.last[what] = at, next(run.marks[n] for n in same if what in run.likes[n].tells)

    def _answers(self, run: Run[M]) -> None:
        """Whatever shows that both were there: each talk, and each mail that answers one."""
        sent_in, received_in, on = self.sent_in, self.received_in, self.talked_on
        for mark, at, day, thread, each in zip(run.marks, run.ats, run.days, run.threads, run.likes, strict=True):
            if not each.talk:
                if not thread:
                    continue
                mine, others = (sent_in, received_in) if each.sent else (received_in, sent_in)
                before = others.get(thread)
                mine[thread] = at
                if before is None or at - before > WITHIN:
                    continue
                self.only_met = False
                if self.exchange is None or at > self.exchange[0]:
                    self.exchange = at, mark
            if day not in on:
                self.talked += 1
                on = on[1], day
        self.talked_on = on

    def history(self, beside: Beside, touch: Callable[[M], Touch]) -> History:
        """`touch`: the one that a mark is of."""

        def of(last: Last[M] | None) -> Touch | None:
            return touch(last[1]) if last else None

        return History(
            told=beside.told,
            dates=self._dates(beside, of),
            pulse=self.beats.pulse(),
            entered=None if self.entered is None else time(self.entered),
            spoken_last=of(self.last.get("spoken")),
            written_last=of(self.last.get("written")),
            talked=self.talked,
            only_met=self.only_met,
            wrote=self._when("wrote"),
            reached=self._when("reached"),
            labels=beside.labels,
            sources=dict(self.sources),
        )

    @property
    def last_contact(self) -> Last[M] | None:
        """Of an exchange and a talk at the same moment the exchange goes first."""
        exchange, talk = self.exchange, self.last.get("talk")
        return talk if exchange is None or (talk and talk[0] > exchange[0]) else exchange

    def _dates(self, beside: Beside, of: Callable[[Last[M] | None], Touch | None]) -> Dates:
        return Dates(
            last_contact=of(self.last_contact),
            last_received=of(self.last.get("received")),
            last_sent=of(self.last.get("sent")),
            last_meeting=of(self.last.get("meeting")),
            last_call=of(self.last.get("call")),
            next_meeting=beside.next_meeting,
            first=of(self.first),
        )

    def _when(self, what: Tells) -> datetime | None:
        last = self.last.get(what)
        return time(last[0]) if last else None


def _told(last: "Last[M] | None", touch: Callable[[M], T]) -> "Last[T] | None":
    return (last[0], touch(last[1])) if last else None
