"""Reading all interactions: one ordered scan, and an object for each kind, not for each row.

Rows come as the database has them, by columns, a few thousand at a time. Kinds are read as they are met.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, func, select, type_coerce, union

from crmsync.connector import EmailAddress, Interaction, Participant, Role
from crmsync.relationships.marks import key_mark, thread_mark
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import EPOCH, Recordings
from crmsync.store.histories import MINUTE, News, Thread
from crmsync.store.kinds import Kinds, kind_rows
from crmsync.store.portions import listed, portions
from crmsync.store.tables import interactions, kinds, participants


def all_interactions(tx: Connection) -> Recordings:
    """Every interaction, by source and id, with its participants in their order."""
    return _read(tx, select(*_COLUMNS))


def interactions_on(
    tx: Connection, addresses: Collection[EmailAddress], threads: Collection[Thread] = ()
) -> Recordings:
    """Those that any of `addresses` is on, those in `threads`, and those that have a key in common with them."""
    one = interactions.c
    on = select(one.number).where(one.kind.in_(_of(addresses)))
    within = select(one.number).where(one.thread_mark.in_(_marks_of(threads)))
    mine = union(on, within).cte("mine")
    other, twin = interactions.alias().c, interactions.alias().c
    same = (other.number == mine.c.number) & (other.key_mark != 0) & (twin.key_mark == other.key_mark)
    chosen = union(select(mine), select(twin.number).where(same))
    return _read(tx, select(*_COLUMNS).where(one.number.in_(chosen)))


def find_interaction(tx: Connection, source: str, id: str) -> Recorded | None:
    one = interactions.c
    return next(iter(_read(tx, select(*_COLUMNS).where(one.source == source, one.id == id))), None)


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
    within = select(one.kind).where(one.thread_mark.in_(_marks_of(threads)))
    query = select(each.address).where(each.kind.in_(union(keyed, within))).distinct()
    return set(map(EmailAddress, tx.execute(query).scalars())) | news.addresses


def addresses_beside(tx: Connection, addresses: Collection[EmailAddress]) -> set[EmailAddress]:
    """These, and all that were ever on an interaction with them."""
    query = select(participants.c.address).where(participants.c.kind.in_(_of(addresses))).distinct()
    return {*addresses, *map(EmailAddress, tx.execute(query).scalars())}


def addresses_turned(tx: Connection, since: int, until: int, longest: int) -> set[EmailAddress]:
    """All that are on what has begun or ended since, up to `until`. Milliseconds since the epoch."""
    each, one = participants.c, interactions.c
    at = type_coerce(one.at, BigInteger)
    ended = at + kinds.c.duration * 1000
    turned = (at > since) | ended.between(since + 1, until)
    chosen = select(one.kind).where(one.kind == kinds.c.number, at.between(since - longest, until), turned)
    query = select(each.address).where(each.kind.in_(chosen)).distinct()
    return set(map(EmailAddress, tx.execute(query).scalars()))


def _of(addresses: Collection[EmailAddress]) -> Select[Any]:
    """The kinds that any of them is on."""
    return select(participants.c.kind).where(participants.c.address.in_(select(listed(addresses))))


def _marks_of(threads: Collection[Thread]) -> Select[Any]:
    return select(listed([thread_mark(*thread) for thread in threads]))


def _keys(news: News) -> Select[Any]:
    return select(listed(list(map(key_mark, news.keys))))


_COLUMNS = [interactions.c[name] for name in ("kind", "at", "id", "thread", "key", "subject")]


def _read(tx: Connection, query: Select[Any]) -> Recordings:
    found = Recordings()
    known = _Known(tx, found)
    for rows in portions(tx, query.order_by(interactions.c.source, interactions.c.id)):
        of, ats, ids, threads, keys, subjects = zip(*rows, strict=True)
        known.meet(of)
        began = [at * 1000 for at in ats]
        ended = [(at + known.lengths[kind]) * 1000 for kind, at in zip(of, ats, strict=True)]
        found.extend([known.places[kind] for kind in of], began, ended, (ids, threads, keys, subjects))
    return found


class _Known:
    """The kinds that were met: the place of each in what is read, and its length in milliseconds."""

    def __init__(self, tx: Connection, found: Recordings) -> None:
        self._tx, self._found = tx, found
        self.places: dict[int, int] = {}
        self.lengths: dict[int, int] = {}

    def meet(self, numbers: Sequence[int]) -> None:
        new = dict.fromkeys(number for number in numbers if number not in self.places)
        if new:
            read = kind_rows(self._tx, new)
            alike = dict(zip(read.numbers, _alike(read), strict=True))
            self.places |= {number: self._found.kind(alike[number]) for number in new}
            self.lengths |= {n: seconds * 1000 for n, seconds in zip(read.numbers, read.durations, strict=True)}


def _alike(read: Kinds) -> Iterator[Recorded]:
    people = list(map(_participant, read.addresses, read.roles, read.names, read.declined))
    for place, source in enumerate(read.sources):
        yield Recorded(
            source=source,
            interaction=Interaction(
                id="",
                channel=read.channels[place],
                at=EPOCH,
                participants=tuple(people[read.offsets[place] : read.offsets[place + 1]]),
                sent=read.sent[place],
                signals=read.signals[place],
                list_id=read.list_ids[place],
                labels=read.labels[place],
            ),
        )


def _participant(address: EmailAddress, role: Role, name: str, declined: bool) -> Participant:
    return Participant(address=address, role=role, name=name, declined=declined)
