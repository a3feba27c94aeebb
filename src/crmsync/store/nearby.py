"""What interactions have to do with each other: by whom they are with, by their threads, keys and minutes."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Select, func, select, type_coerce, union

from crmsync.connector import EmailAddress
from crmsync.relationships.marks import key_mark, thread_mark
from crmsync.relationships.recordings import Recordings
from crmsync.store.histories import MINUTE, News, Thread
from crmsync.store.portions import listed
from crmsync.store.tables import interactions, participants


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Of some interactions what others have in common with them: marks of keys and threads, minutes."""

    keys: frozenset[int]
    threads: frozenset[int]
    minutes: frozenset[int]


def beside(tx: Connection, some: Recordings, minutes: NDArray[np.int64]) -> Beside:
    """`minutes`: those that are looked at, and all later ones, in milliseconds since the epoch."""
    one, at = interactions.c, type_coerce(interactions.c.at, BigInteger)
    others = one.number.not_in(select(listed(some.rows.tolist())))

    def shared(column: Any, marks: NDArray[np.int64]) -> frozenset[int]:  # noqa: ANN401 - a column
        named = column.in_(select(listed(marks[marks != 0].tolist())))
        return frozenset(tx.execute(select(column).where(named, others).distinct()).scalars())

    since = int(minutes.min(initial=np.iinfo(np.int64).max))
    then = tx.execute(select(at).where(at >= since, others)).scalars()
    return Beside(
        keys=shared(one.key_mark, some.keys),
        threads=shared(one.thread_mark, some.threads),
        minutes=frozenset(each - each % MINUTE for each in then),
    )


def threads_near(tx: Connection, news: News) -> set[Thread]:
    """The threads of the news, those of interactions that may be the same as one of theirs, and of what these may be
    copies of instead: of two that were copies of one, either is the other's once that one is withdrawn.
    """
    one = interactions.c
    at = type_coerce(one.at, BigInteger)
    named = one.key_mark.in_(_keys(news))
    minutes = {each - each % MINUTE for each in tx.execute(select(at).where(named)).scalars()}
    minute = func.json_each(json.dumps(sorted(minutes | news.minutes))).table_valued("value")
    then = (at >= minute.c.value) & (at < minute.c.value + MINUTE)
    keyed = select(one.source, one.thread).where(named)
    timed = select(one.source, one.thread).select_from(minute.join(interactions, then))
    found = {(source, thread) for source, thread in tx.execute(union(keyed, timed)) if thread}
    return found | news.threads


def addresses_near(tx: Connection, news: News, threads: Collection[Thread]) -> set[EmailAddress]:
    """All that are on interactions of the news, or have been, on their copies, and in these threads."""
    each, one = participants.c, interactions.c
    keyed = select(one.kind).where(one.key_mark.in_(_keys(news)))
    within = select(one.kind).where(one.thread_mark.in_(marks_of(threads)))
    query = select(each.address).where(each.kind.in_(union(keyed, within))).distinct()
    return set(map(EmailAddress, tx.execute(query).scalars())) | news.addresses


def addresses_beside(tx: Connection, addresses: Collection[EmailAddress]) -> set[EmailAddress]:
    """These, and all that were ever on an interaction with them."""
    query = select(participants.c.address).where(participants.c.kind.in_(kinds_with(addresses))).distinct()
    return {*addresses, *map(EmailAddress, tx.execute(query).scalars())}


def kinds_with(addresses: Collection[EmailAddress]) -> Select[Any]:
    """The kinds that any of them is on."""
    return select(participants.c.kind).where(participants.c.address.in_(select(listed(addresses))))


def marks_of(threads: Collection[Thread]) -> Select[Any]:
    return select(listed([thread_mark(*thread) for thread in threads]))


def _keys(news: News) -> Select[Any]:
    return select(listed(list(map(key_mark, news.keys))))
