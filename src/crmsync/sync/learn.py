"""Learning what a destination holds: what people did there, and the profiles of those we have news about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from crmsync.connector import Channel, Destination, EmailAddress, Fate, Output, Profile, Task
from crmsync.identity.people import PersonId, new_id
from crmsync.planning.life import ours, seen
from crmsync.planning.tasks import Hand, KnownTask
from crmsync.store import journal, people, profiles, progress
from crmsync.store.journal import ARCHIVE_CONTACT, CREATE_CONTACT, Entry, State
from crmsync.store.portions import in_portions
from crmsync.store.progress import Progress
from crmsync.store.store import Store
from crmsync.sync.picture import Picture

LOOK_AGAIN = timedelta(days=7)
LOOKUP = 5000
"""Addresses that are looked up, and stored, at a time: a service may read many together, several requests at once."""
FATES = {
    "complete_task": Fate.COMPLETED,
    "defer_task": Fate.DEFERRED,
    "archive_task": Fate.DELETED,
    "reopen_task": Fate.OPEN,
}
"""What becomes of a task by a change of this kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreLedger:
    """What a destination may ask of the store."""

    store: Store
    destination: str

    def open_tasks(self) -> Sequence[str]:
        with self.store.read() as tx:
            tasks = profiles.load_tasks(tx, self.destination).values()
        return [task.id for task in tasks if task.fate is Fate.OPEN]


def what_people_did(store: Store, name: str, destination: Destination, now: datetime) -> None:
    """Settings, new profiles and the fate of our tasks, stored page by page with the cursor."""
    with store.read() as tx:
        before = progress.load(tx, name)
    ledger = StoreLedger(store=store, destination=name)
    told: set[str] = set()
    for page in destination.changes(before.cursor if before else None, ledger):
        told.update(profile.id for profile in page.profiles)
        with store.write() as tx:
            profiles.save(tx, name, page.profiles)
            for task in page.tasks:
                _fate(tx, name, task, now)
            progress.save(tx, name, Progress(cursor=page.cursor, complete=True))
    with store.write() as tx:
        profiles.clear_settings(tx, name, but=told)


def look_up(
    store: Store, name: str, destination: Destination, addresses: Iterable[EmailAddress], now: datetime
) -> set[str]:
    """Read the profiles that hold any of `addresses`; their ids. Who is not there is remembered, too."""
    seen: set[str] = set()
    for some in in_portions(sorted(addresses), LOOKUP):
        found = list(destination.read(some))
        with store.write() as tx:
            _remember(tx, name, some, found, now)
        seen.update(profile.id for profile in found)
    return seen


def unknown_addresses(tx: Connection, name: str, now: Picture) -> set[EmailAddress]:
    """Addresses of people we have something to say about that were never looked up there, or long ago in vain.

    Somebody may have given a contact this address since: that is no new contact, which alone are told of.
    """
    asked = profiles.asked_since(tx, name, now.moment.now - LOOK_AGAIN)
    return {
        address
        for relationship in now.relationships.values()
        if not relationship.person.personal and relationship.dates.first
        for address in relationship.person.addresses
        if address not in asked
    }


def catch_up(store: Store, name: str, destination: Destination, now: datetime) -> None:
    """Learn what people did there, and what came of the requests that an earlier run was cut off in.

    The journal entries of those requests are settled by what is there now.
    """
    with store.read() as tx:
        entries = journal.unsettled(tx, name)
        known = profiles.find(tx, name, {entry.profile for entry in entries})
    made = {EmailAddress(entry.after["address"]) for entry in entries if entry.kind == CREATE_CONTACT}
    look_up(store, name, destination, made | {a for each in known.values() for a in each.profile.addresses}, now)
    what_people_did(store, name, destination, now)
    with store.write() as tx:
        for entry in entries:
            _settle(tx, name, entry)


def _remember(
    tx: Connection, name: str, asked: Sequence[EmailAddress], found: Sequence[Profile], now: datetime
) -> None:
    profiles.looked_up(tx, name, asked, None, now)
    profiles.save(tx, name, found)
    for profile in found:
        for task in profile.tasks:
            _fate(tx, name, task, now)
            _adopt(tx, name, profile, task, now)


def _fate(tx: Connection, name: str, task: Task, now: datetime) -> None:
    """What a person did to one of our tasks, if anything."""
    mine = profiles.find_task_by_id(tx, name, task.id)
    if mine is not None and (after := seen(mine, task, now)) != mine:
        profiles.save_task(tx, name, after)


def _adopt(tx: Connection, name: str, profile: Profile, task: Task, now: datetime) -> None:
    """A task of ours that the ledger has lost, or that was made just before a run was killed."""
    if profiles.find_task(tx, name, task.key):
        return
    intended = [entry for entry in journal.unsettled(tx, name) if entry.key == task.key]
    said = intended[0].after if intended else {}
    profiles.save_task(
        tx,
        name,
        KnownTask(
            key=task.key,
            person=_person_of(tx, profile),
            profile=profile.id,
            id=task.id,
            fate=task.fate,
            created=journal.started(tx, intended[0].run) if intended else now,
            due=task.due or now.date(),
            ended=None if task.fate is Fate.OPEN else task.ended or now,
            subject=said.get("subject", ""),
            body=said.get("body", ""),
            channel=Channel(said["channel"]) if "channel" in said else None,
            hand=None if task.fate is Fate.OPEN else Hand.PERSON,
        ),
    )


def _person_of(tx: Connection, profile: Profile) -> PersonId:
    known = people.load(tx)
    mine = {known[address] for address in profile.addresses if address in known}
    return min(mine) if mine else new_id(profile.addresses)


def _settle(tx: Connection, name: str, entry: Entry) -> None:
    """From what is there now: did the change happen?"""
    if entry.kind in (CREATE_CONTACT, ARCHIVE_CONTACT):
        (_settle_contact if entry.kind == CREATE_CONTACT else _settle_archived)(tx, name, entry)
        return
    task = profiles.find_task(tx, name, entry.key.rpartition(":")[2])
    happened = _holds(tx, name, entry) if entry.kind == "set_properties" else _is_so(entry, task)
    if happened and task is not None and entry.kind in FATES:
        profiles.save_task(tx, name, ours(task, journal.started(tx, entry.run)))
    if happened and entry.undoes is not None:
        journal.settle(tx, entry.undoes, State.UNDONE)
    journal.settle(tx, entry.id, State.APPLIED if happened else State.LOST, task=task.id if task else None)


def _settle_contact(tx: Connection, name: str, entry: Entry) -> None:
    """Somebody who was not there, and is now with all that we meant to give them, is of our making."""
    id = profiles.lookups_of(tx, name).get(EmailAddress(entry.after["address"]))
    if id is not None and _holds(tx, name, replace(entry, profile=id, after=journal.values_of(entry))):
        journal.settle_contact(tx, entry.id, id, existed=False)
    else:
        journal.settle(tx, entry.id, State.LOST)


def _settle_archived(tx: Connection, name: str, entry: Entry) -> None:
    """A contact that none of its addresses leads to any more is archived."""
    found = profiles.find(tx, name, [entry.profile])
    addresses = [address for each in found.values() for address in each.profile.addresses]
    lookups = profiles.lookups_of(tx, name)
    happened = all(lookups.get(address) != entry.profile for address in addresses)
    if happened:
        remove(tx, name, entry.profile)
        if entry.undoes is not None:
            journal.settle(tx, entry.undoes, State.UNDONE)
    journal.settle(tx, entry.id, State.APPLIED if happened else State.LOST)


def remove(tx: Connection, name: str, profile: str) -> None:
    """The contact was archived there; none is made for its addresses again."""
    found = profiles.find(tx, name, [profile])
    profiles.mark_removed(tx, name, [address for each in found.values() for address in each.profile.addresses])
    profiles.drop(tx, name, profile)


def _is_so(entry: Entry, task: KnownTask | None) -> bool:
    """Whether the task is as the change wanted it. Its text is not read back: it is written again, to the same end."""
    if entry.kind == "create_task":
        return task is not None
    return task is not None and task.fate is FATES.get(entry.kind)


def _holds(tx: Connection, name: str, entry: Entry) -> bool:
    """Whether the profile holds all that was to be written; then it was us who wrote it."""
    wanted = {Output(output): value for output, value in entry.after.items()}
    found = profiles.find(tx, name, [entry.profile]).get(entry.profile)
    happened = found is not None and all(found.profile.values.get(o, "") == value for o, value in wanted.items())
    if happened:
        (profiles.wrote if entry.undoes is None else profiles.put_back)(tx, name, {entry.profile: wanted})
    return happened
