"""One change carried out on the tables in memory: what comes of it."""

from datetime import datetime
from typing import assert_never

from crmsync.connector import (
    GONE,
    Applied,
    ArchiveContact,
    ArchiveTask,
    Change,
    ClearProfile,
    CompleteTask,
    CreateContact,
    CreateTask,
    DeferTask,
    EmailAddress,
    Fate,
    Outcome,
    Rejected,
    ReopenTask,
    SetProperties,
    UpdateTask,
)
from crmsync_export.columns import (
    CADENCE,
    EMAIL,
    MUTE,
    OUTPUTS,
    PIN,
    addresses_of,
    contact_row,
    content_cells,
    fate_cells,
    task_row,
    value_cells,
)
from crmsync_export.folder import Folder
from crmsync_export.formats import Row

FATES = {CompleteTask: Fate.COMPLETED, DeferTask: Fate.DEFERRED, ReopenTask: Fate.OPEN}
EMPTY: Row = dict.fromkeys((*OUTPUTS.values(), CADENCE, MUTE, PIN), "")


def changed(folder: Folder, change: Change, now: datetime) -> Outcome:
    """`folder` is changed; doing it again changes nothing."""
    match change:
        case CreateContact():
            return _create(folder, change)
        case SetProperties() | ClearProfile() | ArchiveContact():
            return _contact(folder, change)
        case CreateTask():
            return _create_task(folder, change)
        case UpdateTask() | CompleteTask() | DeferTask() | ReopenTask() | ArchiveTask():
            return _task(folder, change, now)
        case _:
            raise TypeError("a table has no setting `log`, so no record of a conversation is asked of it")


def _contact(folder: Folder, change: SetProperties | ClearProfile | ArchiveContact) -> Outcome:
    match change:
        case SetProperties(key=key, profile=profile, values=values):
            return _on_contact(folder, key, profile, value_cells(values, folder.format))
        case ClearProfile(key=key, profile=profile):
            outcome = _on_contact(folder, key, profile, EMPTY)
            folder.fill_copies(profile, EMPTY)
            folder.written.discard(_addresses(folder, profile))
            return outcome
        case ArchiveContact(key=key, profile=profile):
            _archive(folder, profile)
            return Applied(key=key, id=profile)
        case _:
            assert_never(change)


def _task(
    folder: Folder, change: UpdateTask | CompleteTask | DeferTask | ReopenTask | ArchiveTask, now: datetime
) -> Outcome:
    match change:
        case ArchiveTask(key=key, task=task):
            folder.drop_task(task)
            return Applied(key=key, id=task)
        case UpdateTask(key=key, task=task, content=content):
            return _on_task(folder, key, task, content_cells(content, folder.format))
        case CompleteTask() | DeferTask() | ReopenTask():
            return _fated(folder, change, FATES[type(change)], now)
        case _:
            assert_never(change)


def _create(folder: Folder, change: CreateContact) -> Outcome:
    there = folder.by_address.get(change.address)
    if there is not None:
        _on_contact(folder, change.key, there, value_cells(change.values, folder.format))
        return Applied(key=change.key, id=there, existed=True)
    folder.contacts[change.address] = contact_row(change, folder.format)
    folder.by_address[change.address] = change.address
    folder.written.add([change.address])
    return Applied(key=change.key, id=change.address)


def _on_contact(folder: Folder, key: str, profile: str, cells: Row) -> Outcome:
    row = folder.contacts.get(profile)
    if row is None:
        return Rejected(key=key, reason=GONE)
    folder.contacts[profile] = {**row, **cells}
    folder.written.add(_addresses(folder, profile))
    return Applied(key=key, id=profile)


def _archive(folder: Folder, profile: str) -> None:
    for address in _addresses(folder, profile):
        if folder.by_address.get(address) == profile:
            del folder.by_address[address]
    folder.drop_contact(profile)


def _addresses(folder: Folder, profile: str) -> set[EmailAddress]:
    return set(addresses_of(folder.contacts.get(profile, {}), folder.format))


def _create_task(folder: Folder, change: CreateTask) -> Outcome:
    row = folder.contacts.get(change.profile)
    if row is None:
        return Rejected(key=change.key, reason=GONE)
    address = folder.format.text(row.get(EMAIL))
    folder.tasks.setdefault(change.key, task_row(change, address, folder.format))
    return Applied(key=change.key, id=change.key)


def _fated(folder: Folder, change: CompleteTask | DeferTask | ReopenTask, fate: Fate, now: datetime) -> Outcome:
    """When it ended stays what it was where it has that fate already."""
    row = folder.tasks.get(change.task)
    same = row is not None and row.get("status") == fate.value
    return _on_task(folder, change.key, change.task, {} if same else fate_cells(fate, now))


def _on_task(folder: Folder, key: str, task: str, cells: Row) -> Outcome:
    row = folder.tasks.get(task)
    if row is None:
        return Rejected(key=key, reason=GONE)
    folder.tasks[task] = {**row, **cells}
    return Applied(key=key, id=task)
