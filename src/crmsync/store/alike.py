"""Reading what interactions that are alike have in common, by columns."""

import json
from array import array
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from crmsync.connector import Channel, Interaction, Signal
from crmsync.relationships.kinds import Kinds, Places, by_columns
from crmsync.relationships.moments import EPOCH
from crmsync.relationships.recorded import Recorded
from crmsync.store.portions import listed, portions
from crmsync.store.tables import kinds, participants

Raw = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Kinds in order of their numbers."""

    numbers: NDArray[np.int64]
    alike: Kinds

    def places(self, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Of each of these numbers the place of its kind."""
        found = np.zeros(int(self.numbers.max(initial=0)) + 1, np.int32)
        found[self.numbers] = np.arange(len(self.numbers))
        return found[numbers]


def read_kinds(tx: Connection, wanted: Collection[int] | None = None) -> Read:
    """All kinds, or those of these numbers that there are."""
    k, p = kinds.c, participants.c
    alike = select(k.number, k.source, k.channel, k.sent, k.duration, k.signals, k.list_id, k.labels)
    who = select(p.kind, p.address, p.role, p.name, p.declined)
    if wanted is not None:
        these = select(listed(wanted))
        alike, who = alike.where(k.number.in_(these)), who.where(p.kind.in_(these))
    numbers, head, heads = array("q"), array("i"), Places[Raw]()
    for rows in portions(tx, alike.order_by(k.number)):
        some, *like = zip(*rows, strict=True)
        numbers.extend(some)
        head.extend(map(heads.__getitem__, zip(*like, strict=True)))
    return Read(
        numbers=np.array(numbers, np.int64),
        alike=by_columns(
            numbers=numbers,
            head=head,
            heads=[_head(*each) for each in heads],
            people=portions(tx, who.order_by(p.kind, p.position)),
        ),
    )


def _head(
    source: str, channel: str, sent: int, seconds: int, signals: str, list_id: str | None, labels: str
) -> Recorded:
    return Recorded(
        source=source,
        interaction=Interaction(
            id="",
            channel=Channel(channel),
            at=EPOCH,
            participants=(),
            duration=timedelta(seconds=seconds),
            sent=bool(sent),
            signals=frozenset(map(Signal, json.loads(signals))),
            list_id=list_id,
            labels=frozenset(json.loads(labels)),
        ),
    )
