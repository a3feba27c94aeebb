"""Reading all interactions: two ordered scans that go side by side, and an object for each kind, not for each row.

Rows come as the database has them: times in milliseconds since the epoch, lists as JSON.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, Role, Signal
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import EPOCH, Recordings
from crmsync.store.tables import interactions, participants

PORTION = 2000
"""Rows that are fetched at a time."""

A_KIND = ("source", "channel", "sent", "signals", "list_id", "labels")
"""Columns in which interactions that are alike don't differ."""

Named = tuple[str, str, str, int]
"""A participant's address, role, name, and whether they declined."""
Kind = tuple[str, str, int, str, str | None, str, tuple[Named, ...]]


def all_interactions(tx: Connection) -> Recordings:
    """Every interaction, by source and id, with its participants in their order."""
    found, kinds = Recordings(), dict[Kind, int]()
    for (*like, id, at, duration, thread, key, subject), mine in _with_participants(tx):
        kind: Kind = (*like, mine)
        number = kinds.get(kind)
        if number is None:
            number = kinds[kind] = found.kind(_alike(*kind))
        found.append(number, at * 1000, (at + duration * 1000) * 1000, (id, thread, key, subject))
    return found


def _with_participants(tx: Connection) -> Iterator[tuple[Sequence[Any], tuple[Named, ...]]]:
    """An interaction without any has none."""
    people = participants.c
    beside = _rows(
        tx,
        select(people.source, people.interaction, people.address, people.role, people.name, people.declined).order_by(
            people.source, people.interaction, people.position
        ),
    )
    one, known = interactions.c, dict[Named, Named]()
    columns = [*(one[name] for name in A_KIND), one.id, one.at, one.duration, one.thread, one.key, one.subject]
    waiting = next(beside, None)
    for row in _rows(tx, select(*columns).order_by(one.source, one.id)):
        source, id, mine = row[0], row[6], []
        while waiting is not None and waiting[1] == id and waiting[0] == source:
            named = waiting[2:]
            mine.append(known.setdefault(named, named))
            waiting = next(beside, None)
        yield row, tuple(mine)


def _rows(tx: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Untouched by what SQLAlchemy makes of types, which takes longer than all the rest."""
    cursor = tx.execute(query).cursor
    while cursor is not None and (rows := cursor.fetchmany(PORTION)):
        yield from rows


def _alike(
    source: str, channel: str, sent: int, signals: str, list_id: str | None, labels: str, mine: tuple[Named, ...]
) -> Recorded:
    return Recorded(
        source=source,
        interaction=Interaction(
            id="",
            channel=Channel(channel),
            at=EPOCH,
            participants=tuple(_participant(*each) for each in mine),
            sent=bool(sent),
            signals=frozenset(map(Signal, json.loads(signals))),
            list_id=list_id,
            labels=frozenset(json.loads(labels)),
        ),
    )


def _participant(address: str, role: str, name: str, declined: int) -> Participant:
    return Participant(address=EmailAddress(address), role=Role(role), name=name, declined=bool(declined))
