"""Reading all interactions: one ordered scan, and an object for each kind, not for each row.

Rows come as the database has them: times in milliseconds since the epoch, lists as JSON. Who was on an interaction
comes with it as one text, the same for the same people in the same roles: to put rows of theirs together took as long
as all the rest. Rows are taken apart by columns, a few thousand at a time.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, Role, Signal
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import EPOCH, Recordings
from crmsync.store.tables import interactions, participants

PORTION = 2000
"""Rows that are fetched at a time."""

A_KIND = ("source", "channel", "sent", "signals", "list_id", "labels")
"""Columns in which interactions that are alike don't differ, nor in who was on them."""

Kind = tuple[str, str, int, str, str | None, str, str]


def all_interactions(tx: Connection) -> Recordings:
    """Every interaction, by source and id, with its participants in their order."""
    one = interactions.c
    columns = [*(one[name] for name in A_KIND), _who(), one.at, one.duration, one.id, one.thread, one.key, one.subject]
    found = Recordings()
    kinds = _Kinds(found)
    for rows in _portions(tx, select(*columns).order_by(one.source, one.id)):
        *like, ats, durations, ids, threads, keys, subjects = zip(*rows, strict=True)
        began = [at * 1000 for at in ats]
        ended = [(at + duration * 1000) * 1000 for at, duration in zip(ats, durations, strict=True)]
        found.extend(
            list(map(kinds.__getitem__, zip(*like, strict=True))), began, ended, (ids, threads, keys, subjects)
        )
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
