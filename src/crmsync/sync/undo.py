"""Undoing a run: values are put back where nobody has changed them since, what it made is archived, tasks reopened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from crmsync.connector import (
    ArchiveLogged,
    ArchiveTask,
    Change,
    CompleteTask,
    CreateTask,
    DeferTask,
    Destination,
    Fate,
    LogInteraction,
    Output,
    ReopenTask,
    SetProperties,
    UpdateTask,
    Values,
)
from crmsync.planning.conversations import LogFate
from crmsync.planning.life import Stage, stage
from crmsync.store import journal, logged, profiles
from crmsync.store.journal import Entry
from crmsync.store.store import Store
from crmsync.sync import learn
from crmsync.sync.apply import Work, apply, learn_fate, task_key
from crmsync.sync.run import Run

ENDED_BY_US = {"complete_task": Stage.COMPLETED_BY_US, "defer_task": Stage.DEFERRED_BY_US}
"""By the change's kind, where it left the task."""


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
    with store.read() as tx:
        return _plan(tx, name, entries)


def _plan(tx: Connection, name: str, entries: Sequence[Entry]) -> Undo:
    changes: list[tuple[Entry, Change]] = []
    kept: list[str] = []
    for entry in entries:
        match _back(tx, name, entry):
            case str(why):
                kept.append(why)
            case change:
                changes.append((entry, change))
    return Undo(changes=tuple(changes), kept=tuple(kept))


def _back(tx: Connection, name: str, entry: Entry) -> Change | str:
    """The change that puts the entry back, or why it stays."""
    task = profiles.find_task(tx, name, task_key(entry.key))
    match entry.kind:
        case "set_properties":
            return _values_back(tx, name, entry)
        case "create_task" if task and (task.fate is Fate.OPEN or stage(task) is Stage.DEFERRED_BY_US):
            return ArchiveTask(key=f"archive:{task.key}", profile=task.profile, task=task.id)
        case "complete_task" | "defer_task" if task and stage(task) is ENDED_BY_US[entry.kind]:
            return ReopenTask(key=f"reopen:{task.key}", profile=task.profile, task=task.id)
        case "create_task" | "complete_task" | "defer_task":
            return f"task of contact {entry.profile}: somebody has ended or reopened it since"
        case "log_interaction" | "archive_logged":
            return _log_back(tx, name, entry)
        case _:
            return f"task of contact {entry.profile}: {entry.kind} can't be put back"


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
    found = logged.find(tx, name, entry.key)
    if entry.kind == "archive_logged" or found is None or found.fate is not LogFate.LOGGED:
        return f"contact {entry.profile}: the record of a conversation was taken back already"
    return ArchiveLogged(key=entry.key, profile=entry.profile, channel=found.channel, record=found.record)


def undo(store: Store, name: str, destination: Destination, plan: Undo, run: Run, now: datetime) -> None:
    """Put back what `plan` says. Doing it twice changes nothing: what is put back is marked as undone."""
    work = Work(
        changes=sorted((change for _, change in plan.changes), key=lambda change: type(change).__name__),
        before={change.key: _before(entry, change) for entry, change in plan.changes},
        undoes={change.key: entry.id for entry, change in plan.changes},
        learn=partial(_learn, name=name, now=now),
        now=now,
    )
    apply(store, name, destination, work, run)


def _before(entry: Entry, change: Change) -> Values:
    return {output: entry.after[output] for output in change.values} if isinstance(change, SetProperties) else {}


def _learn(tx: Connection, change: Change, id: str, *, name: str, now: datetime) -> None:
    """What we wrote before stays known as written, so the next sync does not write it again."""
    match change:
        case SetProperties(values=values):
            profiles.put_back(tx, name, id, values)
        case ArchiveTask() | ReopenTask() | CompleteTask() | DeferTask():
            learn_fate(tx, change, name=name, now=now)
        case ArchiveLogged(key=key):
            logged.settle(tx, name, key, LogFate.UNDONE)
        case CreateTask() | UpdateTask() | LogInteraction():
            raise TypeError("an undo makes and rewrites nothing")
