"""What the user decided on people, by any address of theirs: the last word of each kind stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from crmsync.connector import EmailAddress
from crmsync.store.tables import decisions


class Kind(StrEnum):
    SNOOZE = "snooze"
    DONE = "done"
    MUTE = "mute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """It holds for whom the address belongs to, since `at`; a snooze to the day before `until`."""

    address: EmailAddress
    kind: Kind
    at: datetime
    until: date | None = None


def decide(tx: Connection, decision: Decision) -> None:
    take_back(tx, [decision.address], decision.kind)
    row = {"address": decision.address, "kind": decision.kind.value, "at": decision.at, "until": decision.until}
    tx.execute(insert(decisions).values(**row))


def take_back(tx: Connection, addresses: Collection[EmailAddress], kind: Kind) -> None:
    """As if nothing had been decided."""
    for address in addresses:
        tx.execute(delete(decisions).where(decisions.c.address == address, decisions.c.kind == kind.value))


def load(tx: Connection) -> list[Decision]:
    """All, the first word first."""
    rows = tx.execute(select(decisions).order_by(decisions.c.at, decisions.c.address, decisions.c.kind))
    return [Decision(address=EmailAddress(r.address), kind=Kind(r.kind), at=r.at, until=r.until) for r in rows]
