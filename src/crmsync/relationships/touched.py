"""Which interactions touch whom, and which of these touches count, by columns."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmsync.connector import Channel
from crmsync.relationships.copies import Copies
from crmsync.relationships.familiar import Familiar, familiar
from crmsync.relationships.judged import Judged, Pairs, spread
from crmsync.relationships.marks import NONE
from crmsync.relationships.recordings import Recordings
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Ignored


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Touched:
    """In order of person, then of time."""

    people: NDArray[np.int32]
    places: NDArray[np.int32]
    """Of the interactions."""
    likes: NDArray[np.int32]
    """What each touch is like, as `Judged.alike` has it."""
    begins: NDArray[np.int64]
    """Of each person where theirs begin; one more at the end."""


def touched(known: Recordings, said: Judged, ordered: NDArray[np.int32], people: int) -> Touched:
    """By the interactions in these places. `people`: how many there are."""
    kinds = np.arange(len(known.alike) + 1, dtype=np.int32)
    begins = np.searchsorted(said.touches.kinds, kinds).astype(np.int32)
    of = known.kinds[ordered]
    runs, pairs = spread(begins[of], np.diff(begins)[of])
    order = _by_person(said.touches.people[pairs])
    pairs = pairs[order]
    whom = said.touches.people[pairs]
    return Touched(
        people=whom,
        places=ordered[runs[order]],
        likes=said.likes[pairs],
        begins=np.searchsorted(whom, np.arange(people + 1, dtype=np.int32)),
    )


def _by_person(people: NDArray[np.int32]) -> NDArray[np.int32]:
    """An order in which everybody's stand together, each as it stood: numbers are sorted sooner than places by them."""
    both = people.astype(np.int64)
    both *= len(people)
    both += np.arange(len(people), dtype=np.int32)
    both.sort()
    both %= max(len(people), 1)
    return both.astype(np.int32)


def counts(known: Recordings, said: Judged, found: Touched, believed: Familiar, twice: Copies) -> NDArray[np.bool_]:
    """Of each touch whether it does, or will once it is over."""
    against = np.array([NAUGHT if each.ignored is None else MORE[each.ignored] for each in said.alike], dtype=np.int8)
    of: NDArray[np.int8] = against[found.likes]
    bulk = of == BULK
    fine: NDArray[np.bool_] = ((of == NAUGHT) | (bulk & believed.people[found.people])) & ~twice.copied[found.places]
    for each in np.flatnonzero(bulk & believed.doubted[found.people]) if believed.threads else ():
        place = found.places[each]
        fine[each] = believed.answered(found.people[each], known.threads[place]) and not twice.copied[place]
    return fine


NAUGHT, BULK, ELSE = range(3)
"""What speaks against a touch."""
MORE = {each: BULK if each is Ignored.BULK else ELSE for each in Ignored}


def believed(known: Recordings, said: Judged, before: Sequence[Story | None], until: int) -> Familiar:
    """Who is familiar by what was over by then, and by the stories of some people `before`."""
    over = known.ended <= until
    numbers = np.bincount(known.kinds[over], minlength=len(known.alike))
    reached, bulk = (
        np.bincount(each.people, weights=numbers[each.kinds], minlength=len(before)).astype(np.int64)
        for each in (said.reached, said.bulk)
    )
    reached += np.array([each.reached if each else 0 for each in before], dtype=np.int64)
    bulk += np.array([each.bulk if each else 0 for each in before], dtype=np.int64)
    friends, doubted = familiar(reached, bulk)
    threads = _answered(known, said.reached, doubted, over)
    return Familiar(reached=reached, bulk=bulk, people=friends, doubted=doubted, threads=threads)


def _answered(
    known: Recordings, reached: Pairs, doubted: NDArray[np.bool_], over: NDArray[np.bool_]
) -> Collection[tuple[int, int]]:
    """Those threads in which self wrote to people who are doubted, each with one of them."""
    written: dict[int, list[int]] = {}
    some = doubted[reached.people]
    for kind, person in zip(reached.kinds[some].tolist(), reached.people[some].tolist(), strict=True):
        if known.alike.heads[known.alike.head[kind]].interaction.channel is Channel.MAIL:
            written.setdefault(kind, []).append(person)
    within = np.isin(known.kinds, list(written)) & over & (known.threads != NONE) if written else over[:0]
    pairs = zip(known.kinds[within].tolist(), known.threads[within].tolist(), strict=True) if written else ()
    return {(person, thread) for kind, thread in pairs for person in written[kind]}
