"""Who is to be forgotten: their addresses, their share in the facts, and what is theirs at each destination."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import ArchiveContact, ArchiveLogged, ArchiveTask, Change, ClearProfile, EmailAddress, Fate
from crmsync.identity.addresses import matches
from crmsync.identity.directory import Kind
from crmsync.planning.conversations import OURS, key_of
from crmsync.store import journal, logged, people, profiles
from crmsync.store.erasure import Traces
from crmsync.sync.looking import NotFound
from crmsync.sync.picture import Picture, drawn
from crmsync.sync.shares import Share, share_of
from crmsync.sync.told import Told, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """`changes`: by destination, what is to be taken back there."""

    name: str
    traces: Traces
    share: Share
    changes: Mapping[str, Sequence[Change]]
    private: bool
    """Personal or never to be logged: destinations are asked only about addresses that were found there before."""

    @property
    def addresses(self) -> list[EmailAddress]:
        return sorted(self.traces.addresses)


def find(tx: Connection, config: Config, address: EmailAddress, now: datetime) -> Whom:
    """Raises `NotFound` where nothing is known of the address, or where it is one's own."""
    told = read(tx, config)
    found = drawn(tx, config, told, now)
    if found.directory.kind(address) is Kind.SELF:
        raise NotFound(f"{address}: that is yourself. To forget everything, delete the store.")
    mine = _addresses(found, address)
    share = share_of(told, mine, found.directory.own, partial(people.hide, key=people.hiding_key(tx)))
    known = {name: profiles.load(tx, name) for name in {*profiles.destinations(tx), *config.destinations}}
    theirs = {
        name: [id for id, each in some.items() if each.profile.addresses and each.profile.addresses[0] in mine]
        for name, some in known.items()
    }
    ids = {told.known[each] for each in mine if each in told.known} | {
        found.directory.people[each] for each in mine if each in found.directory.people
    }
    if not share.count and not any(theirs.values()) and not profiles.asked_about(tx, address):
        raise NotFound(f"{address}: nobody of this address is known. never_log under [policy] keeps people out.")
    traces = Traces(addresses=mine, people=ids, profiles=theirs, talks=_talks(told, share))
    return Whom(
        name=found.identities.name(sorted(mine)),
        traces=traces,
        share=share,
        changes={name: list(_changes(tx, name, traces)) for name in config.destinations},
        private=_is_private(found, mine) or any(matches(each, told.private) for each in mine),
    )


def _addresses(found: Picture, address: EmailAddress) -> frozenset[EmailAddress]:
    """All that are the person's; of somebody who is nobody, a robot say, the one."""
    person = found.directory.people.get(address)
    return frozenset(found.identities.addresses()[person]) if person else frozenset({address})


def _is_private(found: Picture, addresses: frozenset[EmailAddress]) -> bool:
    everybody = (each.person for each in found.relationships.values())
    return any(each.personal and not addresses.isdisjoint(each.addresses) for each in everybody)


def _talks(told: Told, share: Share) -> Collection[str]:
    """Keys of the conversations that were with nobody else, on whichever account."""
    alone = {(source, id) for source, ids in share.alone.items() for id in ids}
    mine = {key_of(each) for each in told.recorded if each.mark in alone}
    return mine - {key_of(each) for each in told.recorded if each.mark not in alone} if mine else mine


def _changes(tx: Connection, name: str, traces: Traces) -> Iterator[Change]:
    """Tasks first and the contact last, so that a run that is cut off still finds what is left.

    A conversation with others too is taken back for all: its record names them. The next sync makes it anew without.
    """
    ids = traces.profiles[name]
    for task in profiles.load_tasks(tx, name).values():
        if task.fate is not Fate.DELETED and (task.person in traces.people or task.profile in ids):
            yield ArchiveTask(key=f"archive:{task.key}", profile=task.profile, task=task.id)
    for each in logged.about(tx, name, ids, traces.talks):
        if each.fate in OURS:
            first, *others = each.profiles
            yield ArchiveLogged(
                key=each.key, profile=first, channel=each.channel, record=each.record, beside=tuple(others)
            )
    yield from (ClearProfile(key=f"clear:{id}", profile=id) for id in ids)
    made = journal.contacts_made(tx, name)
    yield from (ArchiveContact(key=f"away:{id}", profile=id) for id in ids if id in made)
