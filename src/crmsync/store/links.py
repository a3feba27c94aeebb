"""What the user says of who is who: of two addresses the last word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from crmsync.connector import EmailAddress
from crmsync.store.tables import links

TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The two of `pair`, in alphabetical order, are one person; or `apart`, two."""

    pair: tuple[EmailAddress, EmailAddress]
    apart: bool
    at: datetime


def say(tx: Connection, one: EmailAddress, other: EmailAddress, *, apart: bool, at: datetime) -> None:
    """The user's word on the two, in the place of what they said of them before.

    It is later than all that was said, whatever the clock shows.
    """
    first, second = sorted((one, other))
    latest = tx.execute(select(func.max(links.c.at))).scalar()
    tx.execute(delete(links).where(links.c.one == first, links.c.other == second))
    later = max(at, latest + TICK) if latest else at
    tx.execute(insert(links).values(one=first, other=second, apart=apart, at=later))


def load(tx: Connection) -> list[Said]:
    """All that the user said, the last word first."""
    rows = tx.execute(select(links).order_by(links.c.at.desc()))
    return [Said(pair=(EmailAddress(r.one), EmailAddress(r.other)), apart=r.apart, at=r.at) for r in rows]
