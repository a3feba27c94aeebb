"""Everybody's history in short, as a run worked it out, and what was told since: the next run goes on from there.

Whatever tells or withdraws interactions writes down in the same transaction what they are about (`news`), and what is
kept is replaced in one transaction with the news that went into it. So it is never ahead of the facts, nor behind them
unnoticed. It is a shortcut and no more: `drop` it, and all is worked out anew.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, select

from crmsync.connector import EmailAddress
from crmsync.identity.people import PersonId
from crmsync.relationships.history import History
from crmsync.relationships.packed import pack, pack_voice, unpack, unpack_voice
from crmsync.relationships.voices import Voice
from crmsync.store.tables import conversations, histories, interactions, meta, news, participants, voices

NAME = "histories"
"""Its row in the table `meta`."""
MINUTE = 60_000
"""Milliseconds."""
ADDRESS, KEY, THREAD, AT = "address", "key", "thread", "minute"

Thread = tuple[str, str]
"""A source and its name for the thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What was kept rests on this. `until`: microseconds since the epoch; what ended later is not in it."""

    code: str
    """Of the rules, as a digest; so are the next two of what their names say."""
    settings: str
    people: str
    lists: tuple[str, ...]
    until: int
    longest: int
    """No interaction lasts longer; milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What interactions that were told or withdrawn are about. `minutes`: when they were, ms since the epoch."""

    addresses: frozenset[EmailAddress] = frozenset()
    keys: frozenset[str] = frozenset()
    threads: frozenset[Thread] = frozenset()
    minutes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What is to be kept from now on. None where somebody's goes; what is not named stays, unless all is `anew`."""

    head: Head
    anew: bool
    histories: Mapping[PersonId, History | None] = field(repr=False)
    voices: Mapping[EmailAddress, Voice | None] = field(repr=False)
    conversations: Mapping[Thread, str | None] = field(repr=False)


def head(tx: Connection) -> Head | None:
    found = tx.execute(select(meta.c.value).where(meta.c.name == NAME)).scalar()
    if found is None:
        return None
    said = json.loads(found)
    return Head(**{**said, "lists": tuple(said["lists"])})


def load(tx: Connection) -> dict[PersonId, History]:
    return {PersonId(person): unpack(told) for person, told in tx.execute(select(histories))}


def load_voices(tx: Connection) -> dict[EmailAddress, Voice]:
    return {EmailAddress(address): unpack_voice(told) for address, told in tx.execute(select(voices))}


def load_conversations(tx: Connection) -> dict[Thread, str]:
    return {(source, thread): name for source, thread, name in tx.execute(select(conversations))}


def load_news(tx: Connection) -> News:
    found: dict[str, set[str]] = {what: set() for what in (ADDRESS, KEY, THREAD, AT)}
    for what, of in tx.execute(select(news)):
        found[what].add(of)
    return News(
        addresses=frozenset(map(EmailAddress, found[ADDRESS])),
        keys=frozenset(found[KEY]),
        threads=frozenset(_thread(each) for each in found[THREAD]),
        minutes=frozenset(map(int, found[AT])),
    )


def _thread(text: str) -> Thread:
    source, thread = json.loads(text)
    return source, thread


def tell(tx: Connection, numbers: Select[Any]) -> None:
    """Interactions of these numbers are new, or about to go. Only where something is kept it matters."""
    if tx.execute(select(meta.c.name).where(meta.c.name == NAME)).scalar() is None:
        return
    one = interactions.c
    on = participants.c.kind.in_(select(one.kind).where(one.number.in_(numbers)))
    addresses = select(participants.c.address).where(on).distinct()
    found = {(ADDRESS, address) for address in tx.execute(addresses).scalars()}
    for row in tx.execute(select(one.source, one.key, one.thread, one.at).where(one.number.in_(numbers))):
        milliseconds = round(row.at.timestamp() * 1000)
        found.add((AT, str(milliseconds - milliseconds % MINUTE)))
        found |= {(KEY, row.key)} if row.key else set()
        found |= {(THREAD, json.dumps((row.source, row.thread)))} if row.thread else set()
    if found:
        tx.execute(insert(news).prefix_with("OR IGNORE"), [{"what": what, "of": of} for what, of in sorted(found)])


def save(tx: Connection, update: Update) -> None:
    """What was told up to now is in it."""
    if update.anew:
        drop(tx)
    tx.execute(delete(news))
    tx.execute(delete(meta).where(meta.c.name == NAME))
    tx.execute(insert(meta).values(name=NAME, value=json.dumps(asdict(update.head))))
    _replace(tx, histories, {(person,): (pack(h),) if h else None for person, h in update.histories.items()})
    _replace(tx, voices, {(address,): (pack_voice(v),) if v else None for address, v in update.voices.items()})
    _replace(tx, conversations, {mark: (name,) if name else None for mark, name in update.conversations.items()})


def _replace(tx: Connection, table: Table, rows: Mapping[tuple[str, ...], tuple[object, ...] | None]) -> None:
    """By primary key: the rest of the row, or None where it goes."""
    keys = list(table.primary_key.columns)
    names = [column.name for column in table.columns]
    if rows:
        where = and_(*(column == bindparam(f"key_{column.name}") for column in keys))
        gone = [{f"key_{column.name}": part for column, part in zip(keys, mark, strict=True)} for mark in rows]
        tx.execute(delete(table).where(where), gone)
    if made := [dict(zip(names, (*mark, *rest), strict=True)) for mark, rest in rows.items() if rest]:
        tx.execute(insert(table), made)


def drop(tx: Connection) -> None:
    """Nothing is kept any more."""
    tx.execute(delete(meta).where(meta.c.name == NAME))
    for table in (histories, voices, conversations, news):
        tx.execute(delete(table))
