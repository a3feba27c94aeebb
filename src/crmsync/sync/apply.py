"""Applying a plan: each change stands in the journal before its request goes out, and is settled after its answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import Connection

from crmsync.connector import (
    GONE,
    AlreadyThere,
    Applied,
    ArchiveContact,
    ArchiveTask,
    Change,
    ClearProfile,
    CompleteTask,
    CreateContact,
    CreateTask,
    DeferTask,
    Destination,
    Fate,
    LogInteraction,
    Outcome,
    Rejected,
    ReopenTask,
    SetProperties,
    ShareLogged,
    Task,
    UpdateTask,
)
from crmsync.planning.conversations import LogFate
from crmsync.planning.life import seen
from crmsync.store import journal, logged, profiles
from crmsync.store.journal import OF_PROFILES, State, kind_of
from crmsync.store.portions import in_portions
from crmsync.store.store import Store
from crmsync.sync.run import Run
from crmsync.sync.written import task_key

PORTION = 100
"""Changes that are sent in one batch and settled together; those to tasks are written down together, too."""
MANY = 2000
"""Property changes that are written down together, so that several batches can be under way."""


Learn = Callable[[Connection, Sequence[tuple[Change, str]]], None]
"""Writes down what the destination holds once changes are applied; each comes with the id that `Applied` tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Changes to apply, in order. `before`, `undoes`: by key, what is replaced and the journal's entry put back."""

    changes: Sequence[Change]
    before: journal.Before
    undoes: Mapping[str, int] = field(default_factory=dict)
    learn: Learn
    now: datetime


def apply(store: Store, name: str, destination: Destination, work: Work, run: Run) -> None:
    """Everything in `work`. An error leaves what was not answered intended; the next run looks it up."""
    if run.number is None:
        raise ValueError("a run that keeps no record must not write")
    for changes in _portions(work.changes):
        with store.write() as tx:
            before: journal.Before = {**work.before, **dict(_texts(tx, name, changes))}
            entries = journal.intend(tx, run.number, name, changes, before=before, undoes=work.undoes)
            logged.intend(tx, name, (change for change in changes if isinstance(change, LogInteraction)))
        for answered in _answered(changes, destination):
            with store.write() as tx:
                _settle(tx, name, entries, answered, work)
            _count(run, name, answered)


def _texts(tx: Connection, name: str, changes: Iterable[Change]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What stands on tasks that are to be rewritten."""
    for change in changes:
        if isinstance(change, UpdateTask) and (task := profiles.find_task(tx, name, task_key(change.key))):
            channel = {"channel": task.channel.value} if task.channel else {}
            yield change.key, {"subject": task.subject, "body": task.body, **channel}


def _portions(changes: Iterable[Change]) -> Iterator[Sequence[Change]]:
    for kind, alike in groupby(changes, key=type):
        yield from in_portions(alike, MANY if kind is SetProperties else PORTION)


def _answered(changes: Sequence[Change], destination: Destination) -> Iterator[Sequence[tuple[Change, Outcome]]]:
    """What was answered, a batch at a time; what was answered before an error comes before it."""
    answered: list[tuple[Change, Outcome]] = []
    try:
        for pair in zip(changes, destination.apply(changes), strict=True):
            answered.append(pair)
            if len(answered) == PORTION:
                yield answered
                answered = []
    except (Exception, KeyboardInterrupt):
        yield answered
        raise
    yield answered


def _count(run: Run, name: str, outcomes: Iterable[tuple[Change, Outcome]]) -> None:
    for change, outcome in outcomes:
        match outcome:
            case Applied():
                run.applied += 1
                run.changes[kind_of(change)] += 1
            case Rejected(reason=reason):
                whose = f"contact {change.profile}" if change.profile else "a new contact"
                run.rejections.append(f"{name}: {kind_of(change)} of {whose} was refused: {reason}")


def _settle(
    tx: Connection, name: str, entries: Mapping[str, int], answered: Sequence[tuple[Change, Outcome]], work: Work
) -> None:
    """All that was applied is written down together: for one row each, making a statement takes longest."""
    applied = [(change, outcome) for change, outcome in answered if isinstance(outcome, Applied)]
    _settle_applied(tx, entries, applied, work.undoes)
    work.learn(tx, [(change, outcome.id) for change, outcome in applied])
    for change, outcome in answered:
        _settle_else(tx, name, entries[change.key], change, outcome, work)


def _settle_applied(
    tx: Connection, entries: Mapping[str, int], applied: Sequence[tuple[Change, Applied]], undoes: Mapping[str, int]
) -> None:
    touched: dict[int, str | None] = {}
    for change, outcome in applied:
        if isinstance(change, CreateContact):
            journal.settle_contact(tx, entries[change.key], outcome.id, existed=outcome.existed)
        else:
            touched[entries[change.key]] = None if isinstance(change, OF_PROFILES) else outcome.id
            if change.key in undoes:
                journal.settle(tx, undoes[change.key], State.UNDONE)
    journal.settle_applied(tx, touched)


def _settle_else(tx: Connection, name: str, entry: int, change: Change, outcome: Outcome, work: Work) -> None:
    """What was not applied."""
    match outcome:
        case AlreadyThere():
            journal.settle(tx, entry, State.LOST, reason="somebody else has logged it")
            _learn_theirs(tx, name, change)
        case Rejected(reason=reason):
            journal.settle(tx, entry, State.REJECTED, reason=reason)
            if isinstance(change, LogInteraction):
                logged.forget(tx, name, change.key)
            if reason == GONE:
                _learn_gone(tx, name, change)
            else:
                journal.reject(tx, name, change, reason, work.now)


def _learn_theirs(tx: Connection, name: str, change: Change) -> None:
    """Somebody else has logged it: for all it is about, or for the one with whom ours was to be shared."""
    if isinstance(change, ShareLogged):
        logged.share(tx, name, task_key(change.key), change.profile)
    else:
        logged.settle(tx, name, change.key, LogFate.THEIRS)


def _learn_gone(tx: Connection, name: str, change: Change) -> None:
    """Somebody deleted it between our looking and our writing."""
    match change:
        case (
            SetProperties(profile=profile)
            | CreateTask(profile=profile)
            | ClearProfile(profile=profile)
            | ArchiveContact(profile=profile)
        ):
            profiles.drop(tx, name, profile)
        case CreateContact():
            pass  # there is nothing yet that could be gone
        case UpdateTask() | CompleteTask() | DeferTask() | ArchiveTask() | ReopenTask():
            if task := profiles.find_task(tx, name, task_key(change.key)):
                gone = Task(id=task.id, key=task.key, fate=Fate.DELETED)
                profiles.save_task(tx, name, seen(task, gone, datetime.now(UTC)))
        case LogInteraction(profiles=ids):
            for profile in ids:
                profiles.drop(tx, name, profile)
        case ShareLogged(key=key, profile=profile):
            logged.share(tx, name, task_key(key), profile)  # a person deleted the record: it is asked for no more
