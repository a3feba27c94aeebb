"""Stories that go on: what is new of people is added to what was kept of them, and nothing old is looked at."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from crmsync.identity.people import PersonId
from crmsync.relationships.chronicle import Beside, Chronicle
from crmsync.relationships.civil_days import CivilDays
from crmsync.relationships.dates import next_meeting
from crmsync.relationships.familiar import familiar
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Touch
from crmsync.relationships.touches import Touches

NOTHING = Story(
    chronicle=Chronicle[Touch](), beside=Beside(told=0, labels=frozenset(), next_meeting=None), reached=0, bulk=0
)


class GoingOn:
    """`ahead`: the touches of all that was not in what was kept, because it is new or was not over by `since`.

    `new`: of each of these interactions whether it is new; `since`: microseconds since the epoch.
    """

    def __init__(
        self, ahead: Touches, before: Mapping[PersonId, Story], new: NDArray[np.bool_], since: int, zone: tzinfo
    ) -> None:
        self._ahead, self._before, self._new, self._since, self._days = ahead, before, new, since, CivilDays(zone)
        self._touched = frozenset(ahead.numbers.values())

    def unsure(self, known: Collection[PersonId]) -> Iterator[PersonId]:
        """Who is to be worked out anew: of whose older mail another part may count now, and of whom more may have been
        counted than their touches tell. `known`: all whom there was anything of before, touched or not.
        """
        for number, person in enumerate(self._ahead.people):
            if person in self._before:
                if self._turned(number, self._before[person]):
                    yield person
            elif person in known and number in self._touched:
                yield person

    def _turned(self, number: int, then: Story) -> bool:
        """Whether other mail of theirs that is filed as bulk is believed now, or more of it is known than is told."""
        now = self._ahead.believed
        if number not in self._touched:
            return self._counted(number) != then.reached + then.bulk
        [friend], [doubted] = familiar(np.array([then.reached]), np.array([then.bulk]))
        return bool(now.bulk[number] and (friend != now.people[number] or doubted or now.doubted[number]))

    def _counted(self, number: int) -> int:
        return int(self._ahead.believed.reached[number] + self._ahead.believed.bulk[number])

    def stories(self, people: Iterable[PersonId]) -> dict[PersonId, Story]:
        return {person: self._story(person, self._ahead.numbers[person]) for person in people}

    def _story(self, person: PersonId, number: int) -> Story:
        before = self._before.get(person)
        chronicle = before.chronicle if before else Chronicle[Touch]()
        chronicle.add(self._ahead.run(number, self._days, self._since))
        return Story(
            chronicle=chronicle,
            beside=self._beside(number, (before or NOTHING).beside),
            reached=int(self._ahead.believed.reached[number]),
            bulk=int(self._ahead.believed.bulk[number]),
        )

    def _beside(self, number: int, before: Beside) -> Beside:
        ahead = self._ahead
        marks = ahead.of(number)
        new = int(np.count_nonzero(ahead.is_new(marks, self._new)))
        return Beside(
            told=before.told + new,
            labels=before.labels | ahead.labels(number, number + 1).get(number, frozenset()),
            next_meeting=next_meeting(ahead.made(ahead.ahead(marks))),
        )
