"""What interactions that are alike have in common, on its way in and out of use: it stands once, however many they are.

A kind is found again by its mark, a digest of all of it with its participants in their order. One that no interaction
is of any more goes with the last of them, in the same transaction: nobody's address outlives what they were on.
"""

import json
from collections.abc import Collection, Mapping
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select

from crmsync.connector import Interaction
from crmsync.store.portions import columns, listed
from crmsync.store.tables import interactions, kinds, participants

MARK_BYTES = 16
"""So few kinds never share one."""


Alike = tuple[Any, ...]
"""Source, channel, sent, duration in seconds, signals, list, labels; participants as address, role, name, declined."""


def alike(source: str, interaction: Interaction) -> Alike:
    return (
        source,
        interaction.channel.value,
        interaction.sent,
        int(interaction.duration.total_seconds()),
        sorted(interaction.signals),
        interaction.list_id,
        sorted(interaction.labels),
        [(each.address, each.role.value, each.name, each.declined) for each in interaction.participants],
    )


def mark(kind: Alike) -> str:
    return blake2b(_encode(kind).encode(), digest_size=MARK_BYTES).hexdigest()


_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def written(tx: Connection, wanted: Mapping[str, Alike]) -> dict[str, int]:
    """The numbers of kinds by their marks; those that are new are made."""
    found = _numbers(tx, wanted)
    new = {mark: kind for mark, kind in wanted.items() if mark not in found}
    if not new:
        return found
    names = ("source", "channel", "sent", "duration", "signals", "list_id", "labels")
    tx.execute(insert(kinds), [{"mark": mark, **dict(zip(names, kind, strict=False))} for mark, kind in new.items()])
    made = _numbers(tx, new)
    if who := [row for mark, number in made.items() for row in _participant_rows(number, new[mark])]:
        tx.execute(insert(participants), who)
    return found | made


def _numbers(tx: Connection, marks: Collection[str]) -> dict[str, int]:
    query = select(kinds.c.mark, kinds.c.number).where(kinds.c.mark.in_(select(listed(marks))))
    return dict(zip(*columns(tx, query), strict=True))


def _participant_rows(number: int, kind: Alike) -> list[dict[str, Any]]:
    names = ("address", "role", "name", "declined")
    return [
        {"kind": number, "position": position, **dict(zip(names, each, strict=True))}
        for position, each in enumerate(kind[-1])
    ]


def sweep(tx: Connection, numbers: Collection[int]) -> None:
    """Those of these kinds that no interaction is of go, with their participants."""
    if not numbers:
        return
    used = exists().where(interactions.c.kind == kinds.c.number)
    query = select(kinds.c.number).where(kinds.c.number.in_(select(listed(numbers))), ~used)
    if dead := list(tx.execute(query).scalars()):
        tx.execute(delete(participants).where(participants.c.kind.in_(select(listed(dead)))))
        tx.execute(delete(kinds).where(kinds.c.number.in_(select(listed(dead)))))
