"""What interactions that are alike have in common, in and out: it stands once, however many they are.

A kind is found again by its mark, a digest of all of it with its participants in their order. One that no interaction
is of any more goes with the last of them, in the same transaction: nobody's address outlives what they were on.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, exists, insert, select

from crmsync.connector import Channel, EmailAddress, Interaction, Role, Signal
from crmsync.store.portions import columns, listed
from crmsync.store.tables import interactions, kinds, participants

T = TypeVar("T")

MARK_BYTES = 16
"""So few kinds never share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """By columns, in order of their numbers. Whoever is on the kind at place n: `offsets[n]` up to `offsets[n + 1]`."""

    numbers: Sequence[int]
    sources: Sequence[str]
    channels: Sequence[Channel]
    sent: Sequence[bool]
    durations: Sequence[int]
    """Seconds."""
    signals: Sequence[frozenset[Signal]]
    list_ids: Sequence[str | None]
    labels: Sequence[frozenset[str]]
    offsets: Sequence[int]
    addresses: Sequence[EmailAddress]
    """Of the participants, in their order; so are the next three."""
    roles: Sequence[Role]
    names: Sequence[str]
    declined: Sequence[bool]


def kind_rows(tx: Connection, numbers: Collection[int] | None = None) -> Kinds:
    """All kinds, or those of these numbers that there are."""
    k, p = kinds.c, participants.c
    alike = select(k.number, k.source, k.channel, k.sent, k.duration, k.signals, k.list_id, k.labels)
    who = select(p.kind, p.address, p.role, p.name, p.declined)
    if numbers is not None:
        these = select(listed(numbers))
        alike, who = alike.where(k.number.in_(these)), who.where(p.kind.in_(these))
    found, sources, channels, sent, durations, signals, list_ids, labels = columns(tx, alike.order_by(k.number))
    of, addresses, roles, names, declined = columns(tx, who.order_by(p.kind, p.position))
    return Kinds(
        numbers=found,
        sources=sources,
        channels=_made(channels, Channel),
        sent=list(map(bool, sent)),
        durations=durations,
        signals=_made(signals, lambda text: frozenset(map(Signal, json.loads(text)))),
        list_ids=list_ids,
        labels=_made(labels, lambda text: frozenset(json.loads(text))),
        offsets=_offsets(found, of),
        addresses=addresses,
        roles=_made(roles, Role),
        names=names,
        declined=list(map(bool, declined)),
    )


def _made(texts: Sequence[str], make: Callable[[str], T]) -> list[T]:
    """Of few different texts: what is made of each, once."""
    made = {text: make(text) for text in set(texts)}
    return [made[text] for text in texts]


def _offsets(numbers: Sequence[int], of: Sequence[int]) -> list[int]:
    counts = dict.fromkeys(numbers, 0)
    for number in of:
        counts[number] += 1
    return list(accumulate(counts.values(), initial=0))


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
