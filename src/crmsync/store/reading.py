"""Reading all interactions: one ordered scan, and an object for each kind, not for each row.

Rows come as the database has them: times in milliseconds since the epoch, lists as JSON. Who was on an interaction
comes with it as one text, the same for the same people in the same roles: to put rows of theirs together took as long
as all the rest. Rows are taken apart by columns, a few thousand at a time.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, func, select, type_coerce, union

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, Role, Signal
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import EPOCH, Recordings
from crmsync.store.histories import MINUTE, News, Thread
from crmsync.store.tables import interactions, participants

PORTION = 2000
"""Rows that are fetched at a time."""

A_KIND = ("source", "channel", "sent", "signals", "list_id", "labels")
"""Columns in which interactions that are alike don't differ, nor in who was on them."""

Kind = tuple[str, str, int, str, str | None, str, str]


def all_interactions(tx: Connection) -> Recordings:
    """Every interaction, by source and id, with its participants in their order."""
    return _read(tx, select(*_columns()))


def interactions_on(
    tx: Connection, addresses: Collection[EmailAddress], threads: Collection[Thread] = ()
) -> Recordings:
    """Those that any of `addresses` is on, those in `threads`, and those that have a key in common with them."""
    each, one = participants.c, interactions.c
    on = select(each.source, each.interaction.label("id")).where(each.address.in_(select(_listed(list(addresses)))))
    within = select(one.source, one.id).where(one.thread.in_(select(_listed([thread for _, thread in threads]))))
    mine = union(on, within).cte("mine")
    other, twin = interactions.alias().c, interactions.alias().c
    same = (other.source == mine.c.source) & (other.id == mine.c.id) & (twin.key == other.key)
    chosen = union(select(mine), select(twin.source, twin.id).where(same)).cte("chosen")
    return _read(tx, select(*_columns()).where((one.source == chosen.c.source) & (one.id == chosen.c.id)))


def find_interaction(tx: Connection, source: str, id: str) -> Recorded | None:
    one = interactions.c
    return next(iter(_read(tx, select(*_columns()).where(one.source == source, one.id == id))), None)


def threads_near(tx: Connection, news: News) -> set[Thread]:
    """The threads of the news, those of interactions that may be the same as one of theirs, and of what these may be
    copies of instead: of two that were copies of one, either is the other's once that one is withdrawn.
    """
    one = interactions.c
    at = type_coerce(one.at, BigInteger)
    named = one.key.in_(select(_listed(list(news.keys))))
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
    same = (each.source == one.source) & (each.interaction == one.id)
    keyed = select(each.address).where(same, one.key.in_(select(_listed(list(news.keys)))))
    within = select(each.address).where(same, one.thread.in_(select(_listed([thread for _, thread in threads]))))
    return set(map(EmailAddress, tx.execute(union(keyed, within)).scalars())) | news.addresses


def addresses_beside(tx: Connection, addresses: Collection[EmailAddress]) -> set[EmailAddress]:
    """These, and all that were ever on an interaction with them."""
    one, other = participants.alias().c, participants.alias().c
    same = (one.source == other.source) & (one.interaction == other.interaction)
    query = select(other.address).where(same, one.address.in_(select(_listed(list(addresses))))).distinct()
    return {*addresses, *map(EmailAddress, tx.execute(query).scalars())}


def addresses_turned(tx: Connection, since: int, until: int, longest: int) -> set[EmailAddress]:
    """All that are on what has begun or ended since, up to `until`. Milliseconds since the epoch."""
    each, one = participants.c, interactions.c
    same = (each.source == one.source) & (each.interaction == one.id)
    at = type_coerce(one.at, BigInteger)
    ended = at + one.duration * 1000
    begun = at.between(since + 1, until)
    over = at.between(since - longest, until) & ended.between(since + 1, until)
    return set(map(EmailAddress, tx.execute(select(each.address).where(same, begun | over).distinct()).scalars()))


def _listed(texts: Sequence[str]) -> ColumnElement[Any]:
    """Any number of texts within one statement."""
    return func.json_each(json.dumps(texts)).table_valued("value").c.value


def _columns() -> list[ColumnElement[Any]]:
    one = interactions.c
    return [*(one[name] for name in A_KIND), _who(), one.at, one.duration, one.id, one.thread, one.key, one.subject]


def _read(tx: Connection, query: Select[Any]) -> Recordings:
    found = Recordings()
    kinds = _Kinds(found)
    for rows in _portions(tx, query.order_by(interactions.c.source, interactions.c.id)):
        *like, ats, durations, ids, threads, keys, subjects = zip(*rows, strict=True)
        began = [at * 1000 for at in ats]
        ended = [(at + duration * 1000) * 1000 for at, duration in zip(ats, durations, strict=True)]
        numbers = list(map(kinds.__getitem__, zip(*like, strict=True)))
        found.extend(numbers, began, ended, (ids, threads, keys, subjects))
    return found


class _Kinds(dict[Kind, int]):
    """The number of a kind; a new one is made known."""

    def __init__(self, found: Recordings) -> None:
        super().__init__()
        self._found, self._people = found, dict[str, tuple[Participant, ...]]()

    def __missing__(self, kind: Kind) -> int:
        number = self[kind] = self._found.kind(self._alike(*kind))
        return number

    def _alike(
        self, source: str, channel: str, sent: int, signals: str, list_id: str | None, labels: str, who: str
    ) -> Recorded:
        if who not in self._people:
            self._people[who] = tuple(_participant(*each) for each in json.loads(who))
        return Recorded(
            source=source,
            interaction=Interaction(
                id="",
                channel=Channel(channel),
                at=EPOCH,
                participants=self._people[who],
                sent=bool(sent),
                signals=frozenset(map(Signal, json.loads(signals))),
                list_id=list_id,
                labels=frozenset(json.loads(labels)),
            ),
        )


def _who() -> ColumnElement[str]:
    """The participants of an interaction, as JSON."""
    each = participants.c
    mine = (each.source == interactions.c.source) & (each.interaction == interactions.c.id)
    columns = (each.address, each.role, each.name, each.declined)
    ordered = select(*columns).where(mine).order_by(each.position).correlate(interactions).subquery()
    return select(func.json_group_array(func.json_array(*ordered.c))).scalar_subquery()


def _portions(tx: Connection, query: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Untouched by what SQLAlchemy makes of types, which takes longer than all the rest."""
    cursor = tx.execute(query).cursor
    while cursor is not None and (rows := cursor.fetchmany(PORTION)):
        yield rows


def _participant(address: str, role: str, name: str, declined: int) -> Participant:
    return Participant(address=EmailAddress(address), role=Role(role), name=name, declined=bool(declined))
