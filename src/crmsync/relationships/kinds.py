"""What is alike is there once: by columns, for it is looked at by the ten thousand, and as an object when asked for.

Two interactions are alike where they differ in nothing but id, time, thread, key and subject: the same people in the
same roles, with the same signals and labels, for as long.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from crmsync.connector import EmailAddress, Interaction, Participant, Role
from crmsync.relationships.moments import EPOCH
from crmsync.relationships.recorded import Recorded

H = TypeVar("H")

ROLES = tuple(Role)
ROLE: Mapping[str, int] = {role.value: place for place, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kinds(Sequence[Recorded]):
    """An item has no id, no time and no text of its own."""

    heads: Sequence[Recorded]
    """What kinds are but for who is on them: there are few."""
    head: NDArray[np.int32]
    """Of each kind its place in `heads`."""
    begins: NDArray[np.int32]
    """Of each kind where its participants begin; one more at the end. So the next ones are of each participant."""
    who: NDArray[np.int32]
    """The place in `addresses`."""
    roles: NDArray[np.int8]
    """The place in `ROLES`."""
    called: NDArray[np.int32]
    """The place in `names`."""
    declined: NDArray[np.bool_]
    addresses: Sequence[EmailAddress]
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.head)

    @overload
    def __getitem__(self, kind: int) -> Recorded: ...
    @overload
    def __getitem__(self, kind: slice) -> Sequence[Recorded]: ...
    def __getitem__(self, kind: int | slice) -> Recorded | Sequence[Recorded]:
        if isinstance(kind, slice):
            return [self[each] for each in range(*kind.indices(len(self)))]
        head: Recorded = self.heads[self.head[kind]]
        on = tuple(map(self._participant, range(self.begins[kind], self.begins[kind + 1])))
        return replace(head, interaction=replace(head.interaction, participants=on))

    def _participant(self, place: int) -> Participant:
        return Participant(
            address=self.addresses[self.who[place]],
            role=ROLES[self.roles[place]],
            name=self.names[self.called[place]],
            declined=bool(self.declined[place]),
        )

    @property
    def kind_of(self) -> NDArray[np.int32]:
        """Of each participant its kind."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.begins))


def kinds(some: Iterable[Recorded]) -> Kinds:
    """One of each, as `bare` leaves them."""
    heads, known = Places[Recorded](), list(some)
    rows = [
        (kind, each.address, each.role.value, each.name, each.declined)
        for kind, record in enumerate(known)
        for each in record.interaction.participants
    ]
    return by_columns(
        numbers=range(len(known)),
        head=[heads[replace(each, interaction=replace(each.interaction, participants=()))] for each in known],
        heads=heads,
        people=[rows],
    )


def bare(one: Interaction) -> Interaction:
    """What of it is the same for all that are alike."""
    return replace(one, id="", at=EPOCH, thread=None, key=None, subject=None)


Row = tuple[int, str, str, str, bool]
"""A participant: the number of the kind, address, role, name, whether they declined."""


def by_columns(
    *, numbers: Sequence[int], head: Sequence[int], heads: Iterable[Recorded], people: Iterable[Sequence[Row]]
) -> Kinds:
    """Of kinds with these numbers. `head`: places in `heads`; `people`: all participants, some after the others, in
    order of their kinds.
    """
    seen, names = Places[str](), Places[str]()
    kind, who, roles, called, declined = (list[int]() for _ in range(5))
    for some in filter(None, people):
        kinds, addresses, named_as, names_of, said_no = zip(*some, strict=True)
        kind.extend(kinds)
        who.extend(map(seen.__getitem__, addresses))
        roles.extend(map(ROLE.__getitem__, named_as))
        called.extend(map(names.__getitem__, names_of))
        declined.extend(said_no)
    return Kinds(
        head=np.array(head, dtype=np.int32),
        begins=np.searchsorted(np.array(kind, dtype=np.int64), [*numbers, np.iinfo(np.int64).max]).astype(np.int32),
        who=np.array(who, dtype=np.int32),
        roles=np.array(roles, dtype=np.int8),
        called=np.array(called, dtype=np.int32),
        declined=np.array(declined, dtype=np.bool_),
        heads=list(heads),
        addresses=list(map(EmailAddress, seen)),
        names=list(names),
    )


class Places(dict[H, int], Generic[H]):
    """Each in the place in which it came first."""

    def __missing__(self, each: H) -> int:
        place = self[each] = len(self)
        return place
