"""Undoing a run: values are put back where nobody has changed them since, what it made is archived, tasks reopened."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from crmsync.connector import (
    ArchiveContact,
    ArchiveLogged,
    ArchiveTask,
    Change,
    Channel,
    ClearProfile,
    CompleteTask,
    ContactKeeping,
    CreateContact,
    CreateTask,
    DeferTask,
    Destination,
    EmailAddress,
    Fate,
    LogInteraction,
    Output,
    ReopenTask,
    SetProperties,
    Settings,
    ShareLogged,
    TaskContent,
    TaskText,
    TaskTexts,
    UnshareLogged,
    UpdateTask,
    Values,
)
from crmsync.planning.conversations import LogFate
from crmsync.planning.life import Stage, stage
from crmsync.planning.tasks import KnownTask
from crmsync.store import journal, logged, profiles
from crmsync.store.journal import CREATE_CONTACT, Entry
from crmsync.store.store import Store
from crmsync.sync import learn
from crmsync.sync.apply import Work, apply
from crmsync.sync.learn import FATES
from crmsync.sync.run import Run
from crmsync.sync.written import learn_fate, task_key, together

ENDED_BY_US = {"complete_task": Stage.COMPLETED_BY_US, "defer_task": Stage.DEFERRED_BY_US}
"""By the change's kind, where it left the task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What only the destination can tell: the text on tasks that the run rewrote, contacts that people worked on."""

    texts: Mapping[str, TaskText]
    touched: Collection[str]


TOO_OLD = f"the run is too old: what it wrote was known for {journal.KEPT.days} days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What undoing a run would do, and what it can't put back and why."""

    changes: tuple[tuple[Entry, Change], ...]
    kept: tuple[str, ...]


def undo_plan(store: Store, name: str, destination: Destination, run: int, now: datetime) -> Undo:
    """Made from what the destination holds at this moment."""
    learn.catch_up(store, name, destination, now)
    with store.read() as tx:
        entries = [entry for entry in journal.applied_in(tx, run) if entry.destination == name]
        known = profiles.find(tx, name, {entry.profile for entry in entries})
    learn.look_up(store, name, destination, {a for each in known.values() for a in each.profile.addresses}, now)
    seen = Seen(texts=_texts(destination, entries), touched=_touched(destination, entries))
    with store.read() as tx:
        found = _plan(tx, name, entries, seen)
        too_old = not entries and journal.started(tx, run) < now - journal.KEPT
    return Undo(changes=(), kept=(TOO_OLD,)) if too_old else found


def _touched(destination: Destination, entries: Sequence[Entry]) -> Collection[str]:
    """Contacts that the run made and somebody has worked on since."""
    made = {entry.profile: _made(entry) for entry in entries if entry.kind == CREATE_CONTACT}
    return destination.touched(made) if made and isinstance(destination, ContactKeeping) else set(made)


def _made(entry: Entry) -> CreateContact:
    first, last, address = (entry.after[name] for name in ("first_name", "last_name", "address"))
    values = {Output(output): value for output, value in journal.values_of(entry).items()}
    return CreateContact(key=entry.key, address=EmailAddress(address), first_name=first, last_name=last, values=values)


def _texts(destination: Destination, entries: Sequence[Entry]) -> Mapping[str, TaskText]:
    """What stands now on the tasks that the run rewrote."""
    rewritten = {entry.task for entry in entries if entry.kind == "update_task" and entry.task}
    return destination.texts(rewritten) if rewritten and isinstance(destination, TaskTexts) else {}


def _plan(tx: Connection, name: str, entries: Sequence[Entry], seen: Seen) -> Undo:
    changes: list[tuple[Entry, Change]] = []
    kept: list[str] = []
    for entry in entries:
        match _back(tx, name, entry, seen):
            case str(why):
                kept.append(why)
            case change:
                changes.append((entry, change))
    return Undo(changes=tuple(changes), kept=tuple(kept))


def _back(tx: Connection, name: str, entry: Entry, seen: Seen) -> Change | str:
    """The change that puts the entry back, or why it stays."""
    match entry.kind:
        case "set_properties":
            return _values_back(tx, name, entry)
        case "create_contact":
            return _contact_back(tx, name, entry, seen)
        case "log_interaction" | "share_logged" | "archive_logged":
            return _log_back(tx, name, entry)
        case "archive_task":
            return f"task of contact {entry.profile}: what is archived can't be brought back from here"
        case "create_task" | "complete_task" | "defer_task" | "reopen_task" | "update_task":
            task = profiles.find_task(tx, name, task_key(entry.key))
            return _task_back(entry, task, seen.texts) if task else f"task of contact {entry.profile}: it is gone"
        case _:
            return f"contact {entry.profile}: {entry.kind} can't be put back"


def _contact_back(tx: Connection, name: str, entry: Entry, seen: Seen) -> Change | str:
    found = profiles.find(tx, name, [entry.profile]).get(entry.profile)
    if found is None:
        return f"contact {entry.profile}: it is gone"
    set_up = found.profile.settings != Settings() or found.profile.notes_last_contacted is not None
    if entry.profile in seen.touched or set_up or found.edited:
        return f"contact {entry.profile}: somebody has worked on it since, so it stays, with its values"
    return ArchiveContact(key=f"away:{entry.profile}", profile=entry.profile)


def _task_back(entry: Entry, task: KnownTask, texts: Mapping[str, TaskText]) -> Change | str:
    match entry.kind:
        case "create_task" if task.fate is Fate.OPEN or stage(task) is Stage.DEFERRED_BY_US:
            return ArchiveTask(key=f"archive:{task.key}", profile=task.profile, task=task.id)
        case "complete_task" | "defer_task" if stage(task) is ENDED_BY_US[entry.kind]:
            return ReopenTask(key=f"reopen:{task.key}", profile=task.profile, task=task.id)
        case "reopen_task" if task.fate is Fate.OPEN:
            return _end_again(entry, task)
        case "update_task" if task.fate is Fate.OPEN:
            return _text_back(entry, task, texts.get(task.id))
        case _:
            return f"task of contact {entry.profile}: somebody has ended or reopened it since"


def _end_again(entry: Entry, task: KnownTask) -> Change:
    """As it had ended before it was opened again."""
    if entry.before.get("fate") == Fate.DEFERRED:
        return DeferTask(key=f"defer:{task.key}", profile=task.profile, task=task.id)
    return CompleteTask(key=f"complete:{task.key}", profile=task.profile, task=task.id)


def _text_back(entry: Entry, task: KnownTask, seen: TaskText | None) -> Change | str:
    """The earlier text, unless somebody has rewritten it since, or the run was cut off when it was put back."""
    about = f"task of contact {entry.profile}"
    if seen is None or not entry.before:
        return f"{about}: its text {'is not known any more' if seen else 'can not be read'}"
    before = TaskText(subject=entry.before["subject"], body=entry.before["body"])
    if seen in (before, TaskText(subject=entry.after["subject"], body=entry.after["body"])):
        channel = Channel(entry.before.get("channel") or entry.after["channel"])
        content = TaskContent(subject=before.subject, body=before.body, due=task.due, channel=channel)
        return UpdateTask(key=entry.key, profile=task.profile, task=task.id, content=content)
    return f"{about}: somebody has rewritten it since"


def _values_back(tx: Connection, name: str, entry: Entry) -> Change | str:
    found = profiles.find(tx, name, [entry.profile]).get(entry.profile)
    if found is None:
        return f"contact {entry.profile}: it is gone"
    seen = found.profile.values
    ours = {Output(o): entry.before.get(Output(o), "") for o, v in entry.after.items() if seen.get(Output(o), "") == v}
    if not ours:
        return f"contact {entry.profile}: its values were changed since"
    return SetProperties(key=entry.key, profile=entry.profile, values=ours)


def _log_back(tx: Connection, name: str, entry: Entry) -> Change | str:
    found = logged.find(tx, name, task_key(entry.key))
    if entry.kind == "archive_logged" or found is None or found.fate is not LogFate.LOGGED:
        return f"contact {entry.profile}: the record of a conversation was taken back already"
    if entry.kind == "share_logged":
        return UnshareLogged(key=entry.key, profile=entry.profile, channel=found.channel, record=found.record)
    beside = tuple(one for one in found.profiles if one != entry.profile)
    return ArchiveLogged(
        key=entry.key, profile=entry.profile, channel=found.channel, record=found.record, beside=beside
    )


def undo(store: Store, name: str, destination: Destination, plan: Undo, run: Run, now: datetime) -> None:
    """Put back what `plan` says. Doing it twice changes nothing: what is put back is marked as undone."""
    work = Work(
        changes=sorted((change for _, change in plan.changes), key=_order),
        before={change.key: _before(entry, change) for entry, change in plan.changes},
        undoes={change.key: entry.id for entry, change in plan.changes},
        learn=partial(_learn, name=name, now=now),
        now=now,
    )
    apply(store, name, destination, work, run)


def _order(change: Change) -> tuple[bool, str]:
    """Neighbours of one kind go out together; a contact goes last, once nothing hangs on it any more."""
    return isinstance(change, ArchiveContact), type(change).__name__


def _before(entry: Entry, change: Change) -> Values | Mapping[str, str]:
    match change:
        case SetProperties(values=values):
            return {output: entry.after[output] for output in values}
        case ReopenTask():
            return {"fate": FATES[entry.kind].value}
        case _:
            return {}


def _learn(tx: Connection, applied: Sequence[tuple[Change, str]], *, name: str, now: datetime) -> None:
    """What we wrote before stays known as written, so the next sync does not write it again."""
    values = ((id, change) for change, id in applied if isinstance(change, SetProperties))
    profiles.put_back(tx, name, together(values))
    for change, _ in applied:
        _learn_one(tx, change, name=name, now=now)


def _learn_one(tx: Connection, change: Change, *, name: str, now: datetime) -> None:
    match change:
        case SetProperties():
            pass  # all of them together
        case ArchiveTask() | ReopenTask() | CompleteTask() | DeferTask():
            learn_fate(tx, change, name=name, now=now)
        case UpdateTask():
            pass  # known stays what we wrote before, so that it is not written again
        case UnshareLogged():
            pass  # the ledger goes on to name the profile, so that it is not shared again
        case ArchiveLogged(key=key):
            logged.settle(tx, name, key, LogFate.UNDONE)
        case ArchiveContact(profile=profile):
            learn.remove(tx, name, profile)
        case CreateTask() | CreateContact() | ClearProfile() | LogInteraction() | ShareLogged():
            raise TypeError("an undo makes and empties nothing")
