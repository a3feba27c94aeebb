"""Everybody's touches where histories were kept: of few people all is read that they are on, of many everything."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from crmsync.connector import EmailAddress
from crmsync.identity.people import PersonId
from crmsync.relationships.touch import Touch
from crmsync.relationships.touches import Touches

ONE_BY_ONE = 40
"""Whose touches are asked for, one after the other, before all are made at once; at once where all is read already."""


class AskedTouches(Mapping[PersonId, Sequence[Touch]]):
    """Those in `seen` are there, all others' are read when they are asked for."""

    def __init__(
        self,
        people: Collection[PersonId],
        addresses: Mapping[EmailAddress, PersonId],
        seen: Mapping[PersonId, Touches],
        *,
        of: Callable[[Collection[EmailAddress]], Touches],
        of_all: Callable[[], Touches],
        whole: Callable[[], bool],
    ) -> None:
        """`of`: those of people who have these addresses and no others; `whole`: whether everything is read already."""
        self._people, self._addresses, self._seen = people, addresses, dict(seen)
        self._of, self._of_all, self._whole = of, of_all, whole
        self._more = ONE_BY_ONE
        self._all: Touches | None = None

    def __getitem__(self, person: PersonId) -> Sequence[Touch]:
        if person not in self._people:
            raise KeyError(person)
        found = self._seen[person] if person in self._seen else self._read(person)
        return found.get(person, ())  # whom another program left without any meanwhile has none

    def _read(self, person: PersonId) -> Touches:
        if self._all is None and (not self._more or self._whole()):
            self._all = self._of_all()
        if self._all is not None:
            return self._all
        self._more -= 1
        mine = [address for address, each in self._addresses.items() if each == person]
        found = self._seen[person] = self._of(mine)
        return found

    def __contains__(self, person: object) -> bool:
        return person in self._people

    def __iter__(self) -> Iterator[PersonId]:
        return iter(self._people)

    def __len__(self) -> int:
        return len(self._people)
