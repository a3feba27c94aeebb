"""How entries of the owner's calendar are written: when, under which addresses, with whose answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from crmsync_sandbox.generate.arranging import Arranged, arranged, nobody_met, starts, with_guests
from crmsync_sandbox.generate.gathering import Turnout
from crmsync_sandbox.generate.truth import Correspondent
from crmsync_sandbox.life import Answer, Guest, Meeting

QUIET_HOUR = timedelta(hours=1)
"""Before and after the end of the year no meeting goes on: for who looks a little later, the same ones are over."""

QUARTER = timedelta(minutes=15)
T = TypeVar("T")
_ANSWERS: tuple[Answer, ...] = ("accepted", "tentative", "needsAction")
_ID = "0123456789abcdefghijklmnopqrstuv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    random: Random
    owner: Correspondent
    until: datetime
    taken: set[datetime] = field(default_factory=set)
    """When some meeting begins already."""

    def meet(
        self,
        people: Sequence[Correspondent],
        day: datetime,
        *,
        hours: tuple[int, int] = (9, 17),
        minutes: int = 60,
        every: timedelta | None = None,
        count: int = 1,
    ) -> Arranged:
        """The owner and these people, on that day or the next working day, UTC; a series with `every` and `count`."""
        start = self._start(day, hours)
        meeting = Meeting(
            id=self.id(),
            start=start,
            end=start + timedelta(minutes=minutes),
            organizer=self.random.choice((self.owner, *people[:1])).address,
            guests=(Guest(email=self.owner.address, name=self.owner.name), *map(self.guest, people)),
            every=every,
            count=count,
        )
        return arranged(self._moved(meeting), people)

    def alone(self, day: datetime, *, hours: tuple[int, int] = (9, 17), minutes: int = 60) -> Arranged:
        """An entry without guests."""
        return nobody_met(with_guests(self.meet([], day, hours=hours, minutes=minutes), ()), Turnout.ALONE)

    def guest(self, person: Correspondent) -> Guest:
        """Under the usual address, now and then another; most have accepted, and nobody has declined."""
        other = len(person.addresses) > 1 and self.random.random() < 0.25
        address = self.random.choice(person.addresses[1:]) if other else person.address
        answer = self.random.choices(_ANSWERS, (85, 5, 10))[0]
        return Guest(email=address, name=person.name, answer=answer)

    def some(self, among: Sequence[T], count: int) -> list[T]:
        """So many of these by chance, or all where there are fewer."""
        return self.random.sample(among, min(count, len(among)))

    def id(self) -> str:
        """An event id such as the service makes."""
        return "".join(self.random.choices(_ID, k=26))

    def _start(self, day: datetime, hours: tuple[int, int]) -> datetime:
        """A quarter of an hour of that day, or of Monday where it is a weekend's."""
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        first, last = hours
        quarters = self.random.randrange(4 * first, 4 * last)
        return day.replace(hour=0, minute=0, second=0, microsecond=0) + quarters * QUARTER

    def _moved(self, meeting: Meeting) -> Meeting:
        """The meeting, so much earlier that it is in nobody's way: not at one with another, nor at the year's end."""
        while any(at in self.taken or self._at_the_end(meeting, at) for at in starts(meeting)):
            meeting = replace(meeting, start=meeting.start - QUARTER, end=meeting.end - QUARTER)
        self.taken.update(starts(meeting))
        return meeting

    def _at_the_end(self, meeting: Meeting, start: datetime) -> bool:
        """Whether an instance of it touches the quiet time around the year's end."""
        end = start + (meeting.end - meeting.start)
        return start <= self.until + QUIET_HOUR and end >= self.until - QUIET_HOUR
