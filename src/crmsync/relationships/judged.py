"""What counts, by the rules of `mails` and `talks`, judged once for each shape of kind.

Two kinds are of one shape where they differ only in who is on them: in the same roles, of the same sort (self, a robot,
a person), one standing for two where one did. Of a hundred thousand kinds a few hundred shapes are left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmsync.connector import Channel
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.familiar import bulk_from, reached_by
from crmsync.relationships.kinds import Kinds, Places
from crmsync.relationships.mails import of_mail
from crmsync.relationships.mixed import numbered
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.talks import concerns_self, declined, of_talk
from crmsync.relationships.touch import Touch

SORTS = tuple(Kind)
SORT: Mapping[Kind, int] = {kind: place for place, kind in enumerate(SORTS)}
NOBODY = -1
MOST = 2**24
"""More than are on one interaction."""
Slot = int
"""A place among the participants: the first at which somebody stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Of each address of some kinds: its sort, whom it stands for, the same for all of one person, and the person."""

    sorts: NDArray[np.int8]
    stands_for: NDArray[np.int32]
    person: NDArray[np.int32]
    """Their place in `people`; -1 for nobody."""
    people: Sequence[PersonId]
    """In the order of their ids."""


def who(known: Kinds, directory: Directory) -> Who:
    people = sorted({person for each in known.addresses if (person := directory.people.get(each)) is not None})
    number = {person: place for place, person in enumerate(people)}
    known_as = map(directory.people.get, known.addresses)
    whose = [NOBODY if each is None else number[each] for each in known_as]
    stands = [each if each != NOBODY else len(people) + place for place, each in enumerate(whose)]
    sorts = [SORT[directory.kind(each)] for each in known.addresses]
    return Who(
        sorts=np.array(sorts, dtype=np.int8),
        stands_for=np.array(stands, dtype=np.int32),
        person=np.array(whose, dtype=np.int32),
        people=people,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Kinds and people that have to do with each other, in order of the kinds."""

    kinds: NDArray[np.int32]
    people: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """`touches`: of each kind whom it touches; `likes`: of each of these pairs, its place in `alike`.

    Touches that are ignored as bulk count all the same where the person is familiar.
    """

    concerning: NDArray[np.bool_]
    """Of each kind, whether it concerns self."""
    declined: NDArray[np.bool_]
    """Whether self was not there."""
    touches: Pairs
    likes: NDArray[np.int32]
    alike: Sequence[Touch]
    reached: Pairs
    """Whom self wrote to, or met, by what counts."""
    bulk: Pairs
    """Who sent what is filed as bulk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """On a shape. Likes are places in `Judged.alike`."""

    concerns: bool = False
    declined: bool = False
    touches: Sequence[tuple[Slot, int]] = ()
    reached: Sequence[Slot] = ()
    bulk: Sequence[Slot] = ()


def judged(known: Kinds, persons: Who, directory: Directory) -> Judged:
    alike = Places[Touch]()
    shapes = _shapes(known, persons)
    _, first, of = np.unique(shapes, return_index=True, return_inverse=True)
    verdicts = [_verdict(known[kind], directory, alike) for kind in first.tolist()]
    touches, likes = _spread(known, persons, of, [each.touches for each in verdicts])
    return Judged(
        concerning=np.array([each.concerns for each in verdicts], dtype=np.bool_)[of],
        declined=np.array([each.declined for each in verdicts], dtype=np.bool_)[of],
        touches=touches,
        likes=likes,
        alike=list(alike),
        reached=_spread(known, persons, of, [[(slot, 0) for slot in each.reached] for each in verdicts])[0],
        bulk=_spread(known, persons, of, [[(slot, 0) for slot in each.bulk] for each in verdicts])[0],
    )


def _shapes(known: Kinds, persons: Who) -> NDArray[np.int64]:
    """Of each kind a number by its head, the sorts in their roles and places, and who is the same."""
    kinds, places = known.kind_of.astype(np.int64), np.arange(len(known.who))
    _, first, which = np.unique(
        kinds * len(known.addresses) * 2 + persons.stands_for[known.who], return_index=True, return_inverse=True
    )
    sorts = (known.roles.astype(np.int64) * len(SORTS) + persons.sorts[known.who]) * 2 + known.declined
    begins = known.begins[kinds]
    return numbered(known.head, kinds, (sorts * MOST + first[which] - begins) * MOST + places - begins)


def _verdict(one: Recorded, directory: Directory, alike: Places[Touch]) -> _Verdict:
    if not concerns_self(one.interaction, directory):
        return _Verdict()
    slots: dict[PersonId | None, Slot] = {}
    for slot, each in enumerate(one.interaction.participants):
        slots.setdefault(directory.people.get(each.address), slot)
    return _Verdict(
        concerns=True,
        declined=declined(one.interaction, directory),
        touches=[(slots[person], alike[touch]) for person, touch in _touches(one, directory).items()],
        reached=[slots[person] for person in dict.fromkeys(reached_by(one, directory))],
        bulk=[slots[person] for person in dict.fromkeys(bulk_from(one, directory))],
    )


def _touches(one: Recorded, directory: Directory) -> Mapping[PersonId, Touch]:
    """Of people whose bulk is not believed."""
    if one.interaction.channel is Channel.MAIL:
        return dict(of_mail(one, directory, lambda *_: False))
    return dict(of_talk(one, directory))


def _spread(
    known: Kinds, persons: Who, of: NDArray[np.integer], said: Sequence[Sequence[tuple[Slot, int]]]
) -> tuple[Pairs, NDArray[np.int32]]:
    """What is said of each shape, said of each kind that is of it. `of`: of each kind its shape."""
    numbers = np.array([len(some) for some in said], dtype=np.int32)
    begins = (np.cumsum(numbers) - numbers).astype(np.int32)
    slots = np.array([slot for some in said for slot, _ in some], dtype=np.int32)
    values = np.array([value for some in said for _, value in some], dtype=np.int32)
    kinds, places = spread(begins[of], numbers[of])
    on = known.who[known.begins[kinds] + slots[places]]
    return Pairs(kinds=kinds, people=persons.person[on]), values[places]


def spread(begins: NDArray[np.int32], numbers: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Runs one after the other: of each of their items, which run it is in, and its place, from where that begins."""
    runs = np.repeat(np.arange(len(numbers), dtype=np.int32), numbers)
    ahead = begins - np.cumsum(numbers, dtype=np.int32) + numbers
    places = np.repeat(ahead, numbers)
    places += np.arange(len(runs), dtype=np.int32)
    return runs, places
