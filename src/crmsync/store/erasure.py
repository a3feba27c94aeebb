"""Erasing a person: every row that names them, facts apart, of which others may have a share."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from crmsync.connector import EmailAddress
from crmsync.identity.naming import Naming
from crmsync.identity.people import PersonId
from crmsync.store import histories, journal, logged, profiles
from crmsync.store.tables import circles, cursors, decisions, left_out, links, lookups, people, removed, runs, tasks
from crmsync.store.tables import profiles as profile_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """By what a person is found. `profiles`: by destination, the ids they have or had there.

    `talks`: keys of conversations with nobody else.
    """

    addresses: Collection[EmailAddress]
    people: Collection[PersonId]
    profiles: Mapping[str, Collection[str]]
    talks: Collection[str] = ()

    @property
    def naming(self) -> Naming:
        return Naming(addresses=frozenset(self.addresses))


def erase(tx: Connection, traces: Traces) -> None:
    """Everything but contacts and interactions. What was kept of everybody goes: others' histories may name them."""
    histories.drop(tx)
    theirs = list(traces.addresses)
    _delete(tx, people, people.c.address.in_(theirs))
    _delete(tx, decisions, decisions.c.address.in_(theirs))
    _delete(tx, circles, circles.c.person.in_(traces.people))
    _delete(tx, links, or_(links.c.one.in_(theirs), links.c.other.in_(theirs)))
    _delete(tx, lookups, lookups.c.address.in_(theirs))
    _delete(tx, removed, removed.c.address.in_(theirs))
    for destination, ids in traces.profiles.items():
        _erase_at(tx, destination, ids, traces)
    naming = traces.naming
    _erase_ids(tx, naming)
    _forget_places(tx, naming)
    _mend_runs(tx, naming)


def _erase_at(tx: Connection, destination: str, ids: Collection[str], traces: Traces) -> None:
    """What is known of one destination: their profiles and tasks, and every change of them that was written down."""
    theirs = (tasks.c.destination == destination) & (tasks.c.profile.in_(list(ids)) | tasks.c.person.in_(traces.people))
    keys = set(tx.execute(select(tasks.c.key).where(theirs)).scalars())
    _delete(tx, tasks, theirs)
    keys |= logged.erase(tx, destination, ids, traces.talks)
    for id in ids:
        profiles.drop(tx, destination, id)
    _strip(tx, destination, traces.addresses)
    journal.erase(tx, destination, profiles=ids, keys=keys | set(traces.people), known=profiles.load(tx, destination))


def _strip(tx: Connection, destination: str, addresses: Collection[EmailAddress]) -> None:
    """From profiles that are somebody else's."""
    for id, known in profiles.load(tx, destination).items():
        kept = [address for address in known.profile.addresses if address not in addresses]
        if len(kept) < len(known.profile.addresses):
            mine = (profile_rows.c.destination == destination) & (profile_rows.c.id == id)
            tx.execute(update(profile_rows).where(mine).values(addresses=kept))


def _erase_ids(tx: Connection, naming: Naming) -> None:
    """A record that is known by its id only, where the id names them: a calendar has its owner's address for one."""
    for row in tx.execute(select(left_out.c.source, left_out.c.id)).all():
        if naming.found_in(row.id):
            _delete(tx, left_out, (left_out.c.source == row.source) & (left_out.c.id == row.id))


def _forget_places(tx: Connection, naming: Naming) -> None:
    """A cursor that names them is given up: the next pull begins anew, and fetches nothing that is known."""
    for row in tx.execute(select(cursors.c.connection, cursors.c.cursor)).all():
        if naming.found_in(row.cursor or ""):
            mine = cursors.c.connection == row.connection
            tx.execute(update(cursors).where(mine).values(cursor=None, complete=False))


def _mend_runs(tx: Connection, naming: Naming) -> None:
    """Troubles that named them. The run stays."""
    for row in tx.execute(select(runs.c.id, runs.c.summary)).all():
        text = json.dumps(row.summary, ensure_ascii=False)
        if naming.found_in(text):
            tx.execute(update(runs).where(runs.c.id == row.id).values(summary=json.loads(naming.hidden(text))))


def _delete(tx: Connection, table: Table, where: ColumnElement[bool]) -> None:
    tx.execute(delete(table).where(where))
