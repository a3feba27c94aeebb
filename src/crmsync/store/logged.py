"""The ledger of conversations that a destination holds a record of, or was to hold one."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from crmsync.connector import Channel, LogInteraction
from crmsync.planning.conversations import KnownLog, LogFate
from crmsync.store.tables import logged


def load(tx: Connection, destination: str) -> dict[str, KnownLog]:
    """By key."""
    rows = tx.execute(select(logged).where(logged.c.destination == destination).order_by(logged.c.key))
    return {row.key: _known(row) for row in rows}


def intend(tx: Connection, destination: str, changes: Iterable[LogInteraction]) -> None:
    """These are about to be logged: whatever becomes of the request, what follows from it is known to be ours."""
    for change in changes:
        forget(tx, destination, change.key)
        row = {
            "destination": destination,
            "key": change.key,
            "channel": change.content.channel.value,
            "profiles": list(change.profiles),
            "record": None,
            "fate": LogFate.INTENDED.value,
            "at": change.content.at,
        }
        tx.execute(insert(logged).values(**row))


def settle(tx: Connection, destination: str, key: str, fate: LogFate, record: str | None = None) -> None:
    """`record`: its id there, where it is told."""
    mine = (logged.c.destination == destination) & (logged.c.key == key)
    news = {"fate": fate.value} if record is None else {"fate": fate.value, "record": record}
    tx.execute(update(logged).where(mine).values(**news))


def share(tx: Connection, destination: str, key: str, profile: str) -> None:
    """It is about this profile too."""
    known = find(tx, destination, key)
    if known is not None and profile not in known.profiles:
        mine = (logged.c.destination == destination) & (logged.c.key == key)
        tx.execute(update(logged).where(mine).values(profiles=[*known.profiles, profile]))


def follow(tx: Connection, destination: str, merged: Mapping[str, str]) -> None:
    """A profile takes along what is on the timelines of those that are merged into it. `merged`: by former id."""
    for each in about(tx, destination, merged, ()) if merged else ():
        now = dict.fromkeys(merged.get(id, id) for id in each.profiles)
        mine = (logged.c.destination == destination) & (logged.c.key == each.key)
        tx.execute(update(logged).where(mine).values(profiles=list(now)))


def forget(tx: Connection, destination: str, key: str) -> None:
    tx.execute(delete(logged).where(logged.c.destination == destination, logged.c.key == key))


def about(tx: Connection, destination: str, profiles: Collection[str], keys: Collection[str]) -> list[KnownLog]:
    """Conversations with any of these profiles, and those of these keys."""
    known = load(tx, destination).values()
    return [each for each in known if each.key in keys or not set(profiles).isdisjoint(each.profiles)]


def erase(tx: Connection, destination: str, profiles: Collection[str], keys: Collection[str]) -> set[str]:
    """What is only about them goes, and its keys are told; from what is about others too they are taken out."""
    mine = about(tx, destination, profiles, keys)
    gone = {each.key for each in mine if each.key in keys or set(profiles).issuperset(each.profiles)}
    for each in mine:
        kept = [id for id in each.profiles if id not in profiles]
        if each.key in gone:
            forget(tx, destination, each.key)
        elif len(kept) < len(each.profiles):
            row = (logged.c.destination == destination) & (logged.c.key == each.key)
            tx.execute(update(logged).where(row).values(profiles=kept))
    return gone


def find(tx: Connection, destination: str, key: str) -> KnownLog | None:
    row = tx.execute(select(logged).where(logged.c.destination == destination, logged.c.key == key)).first()
    return _known(row) if row else None


def is_ours(tx: Connection, destination: str, profiles: Collection[str], at: datetime) -> bool:
    """Whether something that we logged for one of `profiles`, still there or not, has this time."""
    mine = (logged.c.destination == destination) & (logged.c.at == at) & (logged.c.fate != LogFate.THEIRS.value)
    return any(
        not set(profiles).isdisjoint(held) for held in tx.execute(select(logged.c.profiles).where(mine)).scalars()
    )


def ever(tx: Connection, destination: str) -> bool:
    """Whether anything was ever to be logged there."""
    return tx.execute(select(logged.c.key).where(logged.c.destination == destination).limit(1)).first() is not None


def _known(row: Row[Any]) -> KnownLog:
    return KnownLog(
        key=row.key,
        channel=Channel(row.channel),
        profiles=tuple(row.profiles),
        fate=LogFate(row.fate),
        record=row.record or "",
    )
