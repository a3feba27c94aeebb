"""Stories that go on: what is new of people is added to what was kept of them, and nothing old is looked at."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import tzinfo
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from crmsync.identity.people import PersonId
from crmsync.relationships.chronicle import Beside, Chronicle, Run
from crmsync.relationships.civil_days import civil_days
from crmsync.relationships.dates import next_meeting
from crmsync.relationships.familiar import familiar
from crmsync.relationships.kept_touches import Kept
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Touch
from crmsync.relationships.touches import Touches

NOTHING = Beside(told=0, labels=frozenset(), next_meeting=None)


class GoingOn:
    """`ahead`: the touches of all that was not in what was kept, because it is new or was not over by `since`.

    `new`: of each of these interactions whether it is new; `since`: microseconds since the epoch.
    """

    def __init__(
        self, ahead: Touches, before: Mapping[PersonId, Story], new: NDArray[np.bool_], since: int, zone: tzinfo
    ) -> None:
        self._ahead, self._before, self._new, self._since, self._days = ahead, before, new, since, civil_days(zone)

    def unsure(self, known: Collection[PersonId]) -> Iterator[PersonId]:
        """Who is to be worked out anew: of whose older mail another part may count now, and of whom more may have been
        counted than their touches tell. `known`: all whom there was anything of before, touched or not.
        """
        people, touched = self._ahead.people, self._ahead.told > 0
        kept = np.array([person in self._before for person in people], dtype=np.bool_)
        turned = np.where(touched, self._turned, self._more)
        yield from (people[number] for number in np.flatnonzero(kept & turned).tolist())
        yield from (people[number] for number in np.flatnonzero(~kept & touched).tolist() if people[number] in known)

    @cached_property
    def _then(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How often everybody on what is ahead was reached before, and how much bulk they sent."""
        stories = [self._before.get(person) for person in self._ahead.people]
        reached = np.array([each.reached if each else 0 for each in stories], dtype=np.int64)
        return reached, np.array([each.bulk if each else 0 for each in stories], dtype=np.int64)

    @property
    def _turned(self) -> NDArray[np.bool_]:
        """Of each whether other mail of theirs that is filed as bulk is believed now."""
        now, (friends, doubted) = self._ahead.believed, familiar(*self._then)
        turned: NDArray[np.bool_] = (friends != now.people) | doubted | now.doubted
        return turned & (now.bulk > 0)

    @property
    def _more(self) -> NDArray[np.bool_]:
        """Of each whether more of theirs was counted than before."""
        now, (reached, bulk) = self._ahead.believed, self._then
        more: NDArray[np.bool_] = now.reached + now.bulk != reached + bulk
        return more

    def stories(self, people: Iterable[PersonId]) -> dict[PersonId, Story]:
        return {person: self._story(person, self._ahead.numbers[person]) for person in people}

    def _story(self, person: PersonId, number: int) -> Story:
        before, now = self._before.get(person), self._ahead.believed
        chronicle = before.chronicle if before else Chronicle[Touch | Kept]()
        chronicle.add(self._runs[number])
        return Story(
            chronicle=chronicle,
            beside=self._beside(number, before.beside if before else NOTHING),
            reached=now.reached.item(number),
            bulk=now.bulk.item(number),
        )

    def _beside(self, number: int, before: Beside) -> Beside:
        return Beside(
            told=before.told + self._told[number],
            labels=before.labels | self._labels.get(number, frozenset()),
            next_meeting=self._next_meetings[number],
        )

    @cached_property
    def _marks(self) -> NDArray[np.int64]:
        """Everybody's: what follows is made at one go, each by the person's number."""
        return self._ahead.of(0, len(self._ahead.people))

    @cached_property
    def _runs(self) -> list[Run[Touch]]:
        """What counts now and did not before."""
        marks = self._ahead.counting(self._marks, self._since)
        return list(map(self._ahead.run(marks, self._days).part, self._ahead.shares(marks)))

    @cached_property
    def _told(self) -> list[int]:
        """How many touches are new."""
        new = self._marks[self._ahead.is_new(self._marks, self._new)]
        return [each.stop - each.start for each in self._ahead.shares(new)]

    @cached_property
    def _labels(self) -> Mapping[int, frozenset[str]]:
        return self._ahead.labels(0, len(self._ahead.people))

    @cached_property
    def _next_meetings(self) -> list[Touch | None]:
        marks = self._ahead.ahead(self._marks)
        made = self._ahead.made(marks)
        return [next_meeting(made[some]) for some in self._ahead.shares(marks)]
