"""Everybody's story, as a run worked it out, and what was changed since: the next run goes on from there.

Whatever changes or withdraws interactions writes down in the same transaction what they are about (`news`); new ones
have higher numbers. What is kept is replaced in one transaction with the news that went into it. So it is never ahead
of the facts, nor behind them unnoticed. It is a shortcut and no more: `drop` it, and all is worked out anew.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, select, update

from crmsync.connector import EmailAddress
from crmsync.identity.people import PersonId
from crmsync.relationships.beat import BEAT
from crmsync.relationships.kept_people import KeptPeople
from crmsync.relationships.marks import thread_mark
from crmsync.relationships.packed import pack_voice, unpack_voice
from crmsync.relationships.uncollected import uncollected
from crmsync.relationships.voices import Spoken, Voice, called, is_list
from crmsync.store.engine import ChangedMeanwhile
from crmsync.store.portions import columns, listed
from crmsync.store.tables import beats, conversations, histories, interactions, meta, news, participants, voices

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
    words: str
    """Of all that says who is who."""
    people: str
    lists: tuple[str, ...]
    until: int
    longest: int
    """No interaction lasts longer; milliseconds."""
    last: int
    """The number of the last interaction; those told since have higher ones."""
    count: int
    """How many interactions there were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What interactions that were changed or withdrawn are about. `minutes`: when they were, ms since the epoch."""

    addresses: frozenset[EmailAddress] = frozenset()
    keys: frozenset[str] = frozenset()
    threads: frozenset[Thread] = frozenset()
    minutes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What is to be kept from now on. None where somebody's goes; what is not named stays, unless all is `anew`."""

    head: Head
    anew: bool
    stories: Mapping[PersonId, bytes | None] = field(repr=False)
    """Packed."""
    people: KeptPeople = field(repr=False)
    """Everybody, whether their story changed or not."""
    voices: Mapping[EmailAddress, Voice | None] = field(repr=False)
    conversations: Mapping[Thread, str | None] = field(repr=False)


def head(tx: Connection) -> Head | None:
    """None where nothing is kept, or in a form that another version gave it."""
    found = tx.execute(select(meta.c.value).where(meta.c.name == NAME)).scalar()
    said = json.loads(found) if found else {}
    if said.keys() != {each.name for each in fields(Head)}:
        return None
    return Head(**{**said, "lists": tuple(said["lists"])})


def load(tx: Connection) -> KeptPeople:
    people, told = tx.execute(select(beats.c.people, beats.c.told)).one()
    return KeptPeople(ids=json.loads(people), beats=np.frombuffer(told, BEAT))


def load_stories(tx: Connection, people: Collection[PersonId]) -> dict[PersonId, bytes]:
    """Of those of these people who have one, packed."""
    each = histories.c
    query = select(each.person, each.told).where(each.person.in_(select(listed(people))))
    return dict(zip(*columns(tx, query), strict=True))


def load_all_stories(tx: Connection, heads: Collection[Head]) -> dict[PersonId, bytes]:
    """Everybody's. Raises `ChangedMeanwhile` where what is kept rests on none of `heads`."""
    if head(tx) not in heads:
        raise ChangedMeanwhile
    return dict(zip(*columns(tx, select(histories.c.person, histories.c.told)), strict=True))


def load_spoken(tx: Connection) -> Spoken:
    """What all that addresses are on says of them, in short."""
    addresses, names, lists = columns(tx, select(voices.c.address, voices.c.name, voices.c.list))
    return Spoken(
        addresses=frozenset(addresses),
        names={address: name for address, name in zip(addresses, names, strict=True) if name},
        lists=frozenset(address for address, each in zip(addresses, lists, strict=True) if each),
    )


def load_voices(tx: Connection, addresses: Collection[EmailAddress]) -> dict[EmailAddress, Voice]:
    """Of these addresses those of which there is something."""
    query = select(voices.c.address, voices.c.told).where(voices.c.address.in_(select(listed(addresses))))
    return {EmailAddress(address): unpack_voice(told) for address, told in tx.execute(query)}


def load_conversations(tx: Connection, marks: Collection[int]) -> dict[Thread, str]:
    """Of those threads with these marks that go on in others, and of these others, what they are called."""
    each, other = conversations.c, conversations.alias().c
    named = select(other.name).where(other.mark.in_(select(listed(marks))))
    query = select(each.source, each.thread, each.name).where(each.name.in_(named))
    return {(source, thread): name for source, thread, name in tx.execute(query)}


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
    """Interactions of these numbers are about to go. Only where something is kept it matters.

    New ones have higher numbers than those of which something was kept.
    """
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


@uncollected()
def save(tx: Connection, update: Update) -> None:
    """What was told up to now is in it."""
    if update.anew:
        drop(tx)
    tx.execute(delete(news))
    tx.execute(delete(meta).where(meta.c.name == NAME))
    tx.execute(insert(meta).values(name=NAME, value=json.dumps(asdict(update.head))))
    _save_people(tx, update.people)
    stories, said, named = update.stories.items(), update.voices.items(), update.conversations.items()
    kept: list[tuple[Table, Rows]] = [
        (histories, {(who,): (told,) if told else None for who, told in stories}),
        (voices, {(address,): _voice(address, each) if each else None for address, each in said}),
        (conversations, {each: (thread_mark(*each), name) if name else None for each, name in named}),
    ]
    for table, rows in kept:
        _remove(tx, table, [key for key, rest in rows.items() if rest is None])
        _add(tx, table, rows)


def _save_people(tx: Connection, people: KeptPeople) -> None:
    row = {"people": json.dumps(people.ids), "told": people.beats.tobytes()}
    if not tx.execute(update(beats).values(row)).rowcount:
        tx.execute(insert(beats).values(row))


def _voice(address: EmailAddress, voice: Voice) -> tuple[str | None, bool, bytes]:
    return called(voice), is_list(address, voice), pack_voice(voice)


Key = tuple[str, ...]
Rows = Mapping[Key, tuple[object, ...] | None]
"""By primary key the rest of a row, or None where it goes."""


def _remove(tx: Connection, table: Table, rows: Sequence[Key]) -> None:
    keys = list(table.primary_key.columns)
    where = and_(*(column == bindparam(f"key_{column.name}") for column in keys))
    gone = [{f"key_{column.name}": part for column, part in zip(keys, mark, strict=True)} for mark in rows]
    if gone:
        tx.execute(delete(table).where(where), gone)


def _add(tx: Connection, table: Table, rows: Rows) -> None:
    """As the database takes them: to make each ready takes longer than to write it."""
    made = [(*mark, *rest) for mark, rest in rows.items() if rest]
    if made:
        statement = insert(table).prefix_with("OR REPLACE").compile(dialect=tx.dialect)
        tx.exec_driver_sql(str(statement), made)


def drop(tx: Connection) -> None:
    """Nothing is kept any more."""
    tx.execute(delete(meta).where(meta.c.name == NAME))
    for table in (beats, histories, voices, conversations, news):
        tx.execute(delete(table))
