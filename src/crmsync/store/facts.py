"""What sources told: contacts and interactions, in and out."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Connection, Row, Table, delete, func, insert, select, type_coerce

from crmsync.connector import (
    Contact,
    Deleted,
    EmailAddress,
    Filing,
    Interaction,
    Record,
    Role,
    Signal,
    Skipped,
    Snapshot,
)
from crmsync.store import histories
from crmsync.store.tables import contacts, interactions, left_out, participants

T = TypeVar("T")

MOST_PARAMETERS = 500
"""Ids in one statement; databases bound how many values one takes."""

LAST_LETTER = "\U0010ffff"
"""Sorts behind every letter: what begins with a text lies before that text and this."""


def add(tx: Connection, source: str, records: Sequence[Record]) -> None:
    """Store what a page told. The last word on an id stands; telling it twice changes nothing."""
    last = {record.id: record for record in records}
    forget(tx, source, list(last))
    rows: Mapping[Table, list[dict[str, Any]]] = {contacts: [], interactions: [], participants: [], left_out: []}
    for record in last.values():
        match record:
            case Contact():
                rows[contacts].append(_contact_row(source, record))
            case Interaction():
                rows[interactions].append(_interaction_row(source, record))
                rows[participants].extend(_participant_rows(source, record))
            case Skipped():
                rows[left_out].append({"source": source, "id": record.id, "reason": record.reason, "unreadable": True})
            case Deleted():
                pass  # forgotten above
    for table, found in rows.items():
        if found:
            tx.execute(insert(table), found)
    for some in in_portions([row["id"] for row in rows[interactions]], MOST_PARAMETERS):
        histories.tell(tx, source, some)


def leave_out(tx: Connection, source: str, ids: Collection[str], reason: str) -> None:
    """Remember ids of which nothing else may be kept."""
    forget(tx, source, ids)
    if ids:
        row = {"source": source, "reason": reason, "unreadable": False}
        tx.execute(insert(left_out), [{**row, "id": id} for id in ids])


def forget(tx: Connection, source: str, ids: Collection[str]) -> None:
    """Every trace of these records goes."""
    for some in in_portions(ids, MOST_PARAMETERS):
        histories.tell(tx, source, some)
        for column in (contacts.c.id, interactions.c.id, left_out.c.id, participants.c.interaction):
            tx.execute(delete(column.table).where(column.table.c.source == source, column.in_(some)))


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
            mine.append(_ended > round(snapshot.since.timestamp() * 1000))
        found.update(tx.execute(select(ids).where(*mine)).scalars())
    return found


_ended = type_coerce(interactions.c.at, BigInteger) + interactions.c.duration * 1000
"""Milliseconds since the epoch."""


def known(tx: Connection, source: str, ids: Collection[str]) -> set[str]:
    """Those of `ids` that are stored or left out on purpose. What could not be read is worth another try."""
    found: set[str] = set()
    for some in in_portions(ids, MOST_PARAMETERS):
        for table in (contacts, interactions, left_out):
            mine = (table.c.source == source) & table.c.id.in_(some)
            wanted = mine & ~left_out.c.unreadable if table is left_out else mine
            found.update(tx.execute(select(table.c.id).where(wanted)).scalars())
    return found


def filed(tx: Connection, source: str, ids: Collection[str]) -> dict[str, Filing]:
    """How those of `ids` that are stored interactions are filed."""
    found: dict[str, Filing] = {}
    columns = (interactions.c.id, interactions.c.labels, interactions.c.signals, interactions.c.sent)
    for some in in_portions(ids, MOST_PARAMETERS):
        query = select(*columns).where(interactions.c.source == source, interactions.c.id.in_(some))
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
    same = (sender.c.source == recipient.c.source) & (sender.c.interaction == recipient.c.interaction)
    query = (
        select(recipient.c.address)
        .join(sender, same)
        .where(sender.c.role == Role.FROM, sender.c.address.in_(list(own)), recipient.c.role != Role.FROM)
        .distinct()
    )
    return set(tx.execute(query).scalars())


def last_used(tx: Connection, addresses: Collection[EmailAddress]) -> list[EmailAddress]:
    """Those of `addresses` that are on an interaction, the one most lately used first."""
    same = (participants.c.source == interactions.c.source) & (participants.c.interaction == interactions.c.id)
    latest = func.max(interactions.c.at)
    query = (
        select(participants.c.address)
        .join(interactions, same)
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
    query = select(interactions.c.at, interactions.c.duration).where(_ended > round(moment.timestamp() * 1000))
    for at, duration in tx.execute(query):
        yield at, at + timedelta(seconds=duration)


def left_out_count(tx: Connection, *, unreadable: bool) -> int:
    query = select(func.count()).select_from(left_out).where(left_out.c.unreadable == unreadable)
    return tx.execute(query).scalar_one()


def in_portions(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion


def _contact_row(source: str, contact: Contact) -> dict[str, Any]:
    return {
        "source": source,
        "id": contact.id,
        "name": contact.name,
        "own": contact.own,
        "addresses": list(contact.addresses),
        "groups": sorted(contact.groups),
    }


def _interaction_row(source: str, interaction: Interaction) -> dict[str, Any]:
    return {
        "source": source,
        "id": interaction.id,
        "channel": interaction.channel.value,
        "at": interaction.at,
        "duration": int(interaction.duration.total_seconds()),
        "thread": interaction.thread,
        "key": interaction.key,
        "sent": interaction.sent,
        "signals": sorted(interaction.signals),
        "list_id": interaction.list_id,
        "labels": sorted(interaction.labels),
        "subject": interaction.subject,
    }


def _participant_rows(source: str, interaction: Interaction) -> Iterator[dict[str, Any]]:
    for position, each in enumerate(interaction.participants):
        yield {
            "source": source,
            "interaction": interaction.id,
            "position": position,
            "address": each.address,
            "role": each.role.value,
            "name": each.name,
            "declined": each.declined,
        }
