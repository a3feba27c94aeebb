"""What sources told: contacts and interactions, in and out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Table, delete, func, insert, select, type_coerce

from crmsync.connector import (
    Contact,
    EmailAddress,
    Filing,
    Interaction,
    Record,
    Role,
    Signal,
    Skipped,
    Snapshot,
)
from crmsync.relationships.marks import key_mark, thread_mark
from crmsync.relationships.moments import EPOCH
from crmsync.store import histories, kinds, sealing
from crmsync.store.portions import in_portions, listed
from crmsync.store.tables import contacts, interactions, left_out, participants
from crmsync.store.tables import kinds as kinds_table

LAST_LETTER = "\U0010ffff"
"""Sorts behind every letter: what begins with a text lies before that text and this."""


def add(tx: Connection, source: str, records: Sequence[Record]) -> None:
    """Store what a page told. The last word on an id stands; telling it twice changes nothing."""
    last = {record.id: record for record in records}
    told = _interaction_rows(tx, source, [each for each in last.values() if isinstance(each, Interaction)])
    same = _as_stored(tx, source, told)
    were = _remove(tx, source, last.keys() - same)
    rows: Mapping[Table, list[dict[str, Any]]] = {
        contacts: [_contact_row(source, each) for each in last.values() if isinstance(each, Contact)],
        interactions: [row for id, row in told.items() if id not in same],
        left_out: [_skipped_row(source, each) for each in last.values() if isinstance(each, Skipped)],
    }
    for table, found in rows.items():
        if found:
            tx.execute(insert(table), found)
    sealing.seal_new(tx, len(rows[interactions]))
    kinds.sweep(tx, were)


def _interaction_rows(tx: Connection, source: str, told: Sequence[Interaction]) -> dict[str, dict[str, Any]]:
    """By id. Their kinds are written."""
    alike = [kinds.alike(source, each) for each in told]
    marks = list(map(kinds.mark, alike))
    numbers = kinds.written(tx, dict(zip(marks, alike, strict=True)))
    return {each.id: _row(source, each, numbers[mark]) for each, mark in zip(told, marks, strict=True)}


def _as_stored(tx: Connection, source: str, rows: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Ids of those that are stored just so."""
    one = interactions.c
    columns = (one.id, one.kind, one.at, one.thread, one.key, one.subject)
    found: set[str] = set()
    for some in in_portions(rows):
        for row in tx.execute(select(*columns).where(one.source == source, one.id.in_(some))).mappings():
            told = rows[row["id"]]
            found |= {row["id"]} if all(told[name] == value for name, value in row.items()) else set()
    return found


def leave_out(tx: Connection, source: str, ids: Collection[str], reason: str) -> None:
    """Remember ids of which nothing else may be kept."""
    forget(tx, source, ids)
    if ids:
        row = {"source": source, "reason": reason, "unreadable": False}
        tx.execute(insert(left_out), [{**row, "id": id} for id in ids])


def forget(tx: Connection, source: str, ids: Collection[str]) -> None:
    """Every trace of these records goes."""
    kinds.sweep(tx, _remove(tx, source, ids))


def _remove(tx: Connection, source: str, ids: Collection[str]) -> set[int]:
    """The kinds of the interactions that went: one that no other is of must be swept."""
    one, gone = interactions.c, dict[int, int]()
    for some in in_portions(ids):
        stored = tx.execute(select(one.number, one.kind).where(one.source == source, one.id.in_(some)))
        gone.update((row.number, row.kind) for row in stored)
        for table in (contacts, left_out):
            tx.execute(delete(table).where(table.c.source == source, table.c.id.in_(some)))
    numbers = select(listed(gone))
    histories.tell(tx, numbers)
    tx.execute(delete(interactions).where(one.number.in_(numbers)))
    return set(gone.values())


def withdraw(tx: Connection, source: str, snapshot: Snapshot) -> None:
    """What the service holds no more goes; what ended before the snapshot's horizon stays."""
    gone = [id for id in _beginning_with(tx, source, snapshot) if id not in snapshot.ids]
    forget(tx, source, gone)


def _beginning_with(tx: Connection, source: str, snapshot: Snapshot) -> set[str]:
    found: set[str] = set()
    for table in (contacts, interactions, left_out):
        ids = table.c.id
        mine = [table.c.source == source, ids >= snapshot.prefix, ids < snapshot.prefix + LAST_LETTER]
        if table is interactions and snapshot.since is not None:
            mine += [_of_kind, _ended > _milliseconds(snapshot.since)]
        found.update(tx.execute(select(ids).where(*mine)).scalars())
    return found


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


_began = type_coerce(interactions.c.at, BigInteger)
"""Milliseconds since the epoch."""

_ended = _began + kinds_table.c.duration * 1000

_of_kind = interactions.c.kind == kinds_table.c.number

_on = participants.c.kind == interactions.c.kind


def known(tx: Connection, source: str, ids: Collection[str]) -> set[str]:
    """Those of `ids` that are stored or left out on purpose. What could not be read is worth another try."""
    found: set[str] = set()
    for some in in_portions(ids):
        for table in (contacts, interactions, left_out):
            mine = (table.c.source == source) & table.c.id.in_(some)
            wanted = mine & ~left_out.c.unreadable if table is left_out else mine
            found.update(tx.execute(select(table.c.id).where(wanted)).scalars())
    return found


def filed(tx: Connection, source: str, ids: Collection[str]) -> dict[str, Filing]:
    """How those of `ids` that are stored interactions are filed."""
    found: dict[str, Filing] = {}
    columns = (interactions.c.id, kinds_table.c.labels, kinds_table.c.signals, kinds_table.c.sent)
    for some in in_portions(ids):
        query = select(*columns).where(_of_kind, interactions.c.source == source, interactions.c.id.in_(some))
        for id, labels, signals, sent in tx.execute(query):
            found[id] = Filing(labels=frozenset(labels), category=Signal.CATEGORY in signals, sent=sent)
    return found


def all_contacts(tx: Connection) -> Iterator[tuple[str, Contact]]:
    """Every contact and its source."""
    for row in tx.execute(select(contacts).order_by(contacts.c.source, contacts.c.id)):
        yield row.source, _contact(row)


def own_contacts(tx: Connection) -> Iterator[Contact]:
    """What accounts say of self."""
    yield from map(_contact, tx.execute(select(contacts).where(contacts.c.own)))


def _contact(row: Row[Any]) -> Contact:
    return Contact(
        id=row.id,
        addresses=tuple(map(EmailAddress, row.addresses)),
        name=row.name,
        groups=frozenset(row.groups),
        own=row.own,
    )


def written_to(tx: Connection, own: Collection[EmailAddress]) -> set[EmailAddress]:
    """Every address that one of `own` ever sent a mail to."""
    sender, recipient = participants.alias(), participants.alias()
    query = (
        select(recipient.c.address)
        .join(sender, sender.c.kind == recipient.c.kind)
        .where(sender.c.role == Role.FROM, sender.c.address.in_(list(own)), recipient.c.role != Role.FROM)
        .distinct()
    )
    return set(tx.execute(query).scalars())


def last_used(tx: Connection, addresses: Collection[EmailAddress]) -> list[EmailAddress]:
    """Those of `addresses` that are on an interaction, the one most lately used first."""
    latest = func.max(interactions.c.at)
    query = (
        select(participants.c.address)
        .join(interactions, _on)
        .where(participants.c.address.in_(sorted(addresses)))
        .group_by(participants.c.address)
        .order_by(latest.desc(), participants.c.address)
    )
    return list(tx.execute(query).scalars())


def earliest(tx: Connection) -> datetime | None:
    """When the first interaction began."""
    return tx.execute(select(func.min(interactions.c.at, type_=interactions.c.at.type))).scalar()


def ahead(tx: Connection, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """When each interaction that has not ended by then begins and ends."""
    limit, longest = _milliseconds(moment), select(func.max(kinds_table.c.duration)).scalar_subquery()
    late = (_began > limit - longest * 1000) & (_ended > limit)
    query = select(interactions.c.at, kinds_table.c.duration).where(_of_kind, late)
    for at, duration in tx.execute(query):
        yield at, at + timedelta(seconds=duration)


def left_out_count(tx: Connection, *, unreadable: bool) -> int:
    query = select(func.count()).select_from(left_out).where(left_out.c.unreadable == unreadable)
    return tx.execute(query).scalar_one()


def _contact_row(source: str, contact: Contact) -> dict[str, Any]:
    return {
        "source": source,
        "id": contact.id,
        "name": contact.name,
        "own": contact.own,
        "addresses": list(contact.addresses),
        "groups": sorted(contact.groups),
    }


def _skipped_row(source: str, skipped: Skipped) -> dict[str, Any]:
    return {"source": source, "id": skipped.id, "reason": skipped.reason, "unreadable": True}


def _row(source: str, interaction: Interaction, kind: int) -> dict[str, Any]:
    """As it comes back: times to the millisecond."""
    return {
        "kind": kind,
        "at": EPOCH + timedelta(milliseconds=_milliseconds(interaction.at)),
        "thread_mark": thread_mark(source, interaction.thread),
        "key_mark": key_mark(interaction.key),
        "source": source,
        "id": interaction.id,
        "thread": interaction.thread,
        "key": interaction.key,
        "subject": interaction.subject,
    }
