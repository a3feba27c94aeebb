"""Where a destination's user opens a profile in the browser, as the destination told it, and when it was asked."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from crmsync.store.tables import meta


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLink:
    """`pattern`: an address with `{id}` in the place of the profile's; None: the destination does not say."""

    pattern: str | None
    asked: datetime


def load(tx: Connection, destination: str) -> RecordLink | None:
    """None: it was never asked."""
    found = tx.execute(select(meta.c.value).where(meta.c.name == _name(destination))).scalar()
    if found is None:
        return None
    told = json.loads(found)
    return RecordLink(pattern=told["pattern"], asked=datetime.fromisoformat(told["asked"]))


def save(tx: Connection, destination: str, link: RecordLink) -> None:
    value = json.dumps({"pattern": link.pattern, "asked": link.asked.isoformat()})
    tx.execute(delete(meta).where(meta.c.name == _name(destination)))
    tx.execute(insert(meta).values(name=_name(destination), value=value))


def _name(destination: str) -> str:
    return f"record link of {destination}"
