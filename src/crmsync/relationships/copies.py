"""The same mail or meeting, met twice: on two accounts, under two Message-IDs, on two calendars. It counts once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmsync.connector import Channel, Role
from crmsync.relationships.among import among, distinct, repeated
from crmsync.relationships.kinds import ROLE, Kinds
from crmsync.relationships.marks import NONE
from crmsync.relationships.mixed import numbered
from crmsync.relationships.recordings import Recordings

Mark = tuple[str, str]
"""A source, and the name of something in it."""

MINUTE = 60_000_000
"""Microseconds."""
MINUTES = 2**32
"""More than there are until the year 9999."""
CHANNELS = tuple(Channel)
PEOPLE = 2**32
"""More than twice as many as there are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Copies:
    """`copied`: of each place, whether it is one. `joined`: what threads are called that go on in others, by marks."""

    copied: NDArray[np.bool_]
    joined: Mapping[int, int]
    found: Mapping[int, int]
    """Where an interaction of each such thread is."""


def copies(known: Recordings, ordered: NDArray[np.int32], worse: NDArray[np.bool_]) -> Copies:
    """The copies among those in these places: by Message-ID, or by sender, recipients and minute.

    `ordered` by time, then source and id, so the same facts always keep the same one. One that came straight goes
    before one that a list or a machine passed on, and of a meeting that is on several calendars the copy that names
    most people. What is of a kind that is `worse`, say because self declined it, goes after all others.
    """
    minutes = parties(known.alike)[known.kinds[ordered]]
    minutes *= MINUTES
    minutes += known.began[ordered] // MINUTE
    keys = known.keys[ordered]
    perhaps = np.flatnonzero(repeated(minutes) | (repeated(keys) & (keys != NONE)))
    perhaps = perhaps[_order(known.alike, known.kinds[ordered[perhaps]], worse)]
    places, minutes = ordered[perhaps], minutes[perhaps]
    originals = _originals(known, places, minutes)
    twice = np.flatnonzero(originals != np.arange(len(places)))
    copied = np.zeros(len(known), dtype=np.bool_)
    copied[places[twice]] = True
    joined, found = _joined(known.threads, ordered, places[originals[twice]], places[twice])
    return Copies(copied=copied, joined=joined, found=found)


def _originals(known: Recordings, places: NDArray[np.int32], minutes: NDArray[np.int64]) -> NDArray[np.intp]:
    """Of each of these places which of them holds what it is a copy of: the first of its key, or else of its minute; or
    itself. `places` in the order in which originals are looked for.
    """
    channels = np.array([CHANNELS.index(each.interaction.channel) for each in known.alike.heads], dtype=np.int64)
    of = channels[known.alike.head[known.kinds[places]]]
    keys, selves = known.keys[places], np.arange(len(places))
    by_key = selves.copy()
    for channel in range(len(CHANNELS)):
        some = np.flatnonzero((of == channel) & (keys != NONE))
        by_key[some] = some[_firsts(keys[some])]
    return np.where(by_key != selves, by_key, _firsts(minutes))


def _firsts(numbers: NDArray[np.int64]) -> NDArray[np.intp]:
    """Of each where the first one like it is."""
    _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
    found: NDArray[np.intp] = first[which]
    return found


def _joined(
    threads: NDArray[np.int64], ordered: NDArray[np.int32], ones: NDArray[np.int32], others: NDArray[np.int32]
) -> tuple[dict[int, int], dict[int, int]]:
    """The threads that hold these pairs, by the one that begins first of all that go on in each other: so what is told
    later changes no name. And where each is.
    """
    both = np.flatnonzero((threads[ones] != NONE) & (threads[others] != NONE) & (threads[ones] != threads[others]))
    places = np.concatenate((ones[both], others[both]))
    marks, first, which = np.unique(threads[places], return_index=True, return_inverse=True)
    by_time = _as_they_begin(threads[ordered], marks)
    rank = np.argsort(by_time)
    named = by_time[_least(len(marks), rank[which[: len(both)]], rank[which[len(both) :]])[rank]]
    numbers, found = marks.tolist(), places[first].tolist()
    return dict(zip(numbers, marks[named].tolist(), strict=True)), dict(zip(numbers, found, strict=True))


def _as_they_begin(threads: NDArray[np.int64], marks: NDArray[np.int64]) -> NDArray[np.intp]:
    """The places of these marks, which are in order, as they come first in these threads."""
    some = np.flatnonzero(among(threads, marks))
    return np.argsort(np.unique(threads[some], return_index=True)[1])


def _least(number: int, ones: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of `number` things the least that each is joined with, directly or by way of others."""
    found = np.arange(number)
    while True:
        least = np.minimum(found[ones], found[others])
        new = found.copy()
        np.minimum.at(new, ones, least)
        np.minimum.at(new, others, least)
        new = new[new]
        if np.array_equal(new, found):
            return found
        found = new


def _order(known: Kinds, kinds: NDArray[np.int32], worse: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Sorts what tells most of an interaction to the front."""
    heads = [each.interaction for each in known.heads]
    passed_on = np.array([bool(one.signals or one.list_id) for one in heads], dtype=np.bool_)
    mail = np.array([one.channel is Channel.MAIL for one in heads], dtype=np.bool_)
    named = np.where(mail[known.head], 0, np.diff(known.begins))
    return np.lexsort((-named[kinds], passed_on[known.head[kinds]], worse[kinds]))


def parties(known: Kinds) -> NDArray[np.int64]:
    """Of each kind a number: the same for those of one channel, sender and recipients."""
    kinds, sends = known.kind_of, known.roles == ROLE[Role.FROM]
    first = np.zeros(len(sends), dtype=np.bool_)
    first[np.flatnonzero(sends)[np.unique(kinds[sends], return_index=True)[1]]] = True
    named = distinct((kinds.astype(np.int64) * PEOPLE + known.who * 2 + first)[first | ~sends])
    channels = np.array([CHANNELS.index(each.interaction.channel) for each in known.heads], dtype=np.int64)
    return numbered(channels[known.head], named // PEOPLE, named % PEOPLE)
