"""Everybody's past, as numbers are made from it, and as it is asked for person by person."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crmsync.identity.people import PersonId
from crmsync.relationships.beat import Beats
from crmsync.relationships.history import History
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Touch
from crmsync.relationships.uncollected import uncollected
from crmsync.store.histories import Update


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """`ids` in ascending order, a record of `beats` for each. `touches`: made when they are asked for."""

    ids: Sequence[PersonId]
    beats: Beats = field(repr=False)
    histories: Mapping[PersonId, History] = field(repr=False)
    touches: Mapping[PersonId, Sequence[Touch]] = field(repr=False)
    kept: Callable[[], Update] = field(repr=False)
    read: int
    """How many interactions were."""

    @uncollected()
    def update(self) -> Update:
        """What is to be kept of it, by who may write."""
        return self.kept()


class Histories(Mapping[PersonId, History]):
    """Each is made once, when it is asked for."""

    def __init__(self, stories: Mapping[PersonId, Story]) -> None:
        self.stories = stories
        self._made: dict[PersonId, History] = {}

    def __getitem__(self, person: PersonId) -> History:
        if person not in self._made:
            self._made[person] = self.stories[person].history
        return self._made[person]

    def __contains__(self, person: object) -> bool:
        return person in self.stories

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self.stories)

    def __len__(self) -> int:
        return len(self.stories)
