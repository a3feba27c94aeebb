"""A task's life as a pure state machine: where it stands, and where it goes by people's hands and by ours.

What we do about it, and when, is `crmsync.planning.tasks`. docs/tasks.md is the table of all cases.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from enum import StrEnum

from crmsync.connector import ArchiveTask, CompleteTask, DeferTask, Fate, ReopenTask, Task, UpdateTask
from crmsync.planning.tasks import Hand, KnownTask
from crmsync.relationships.skips import Ending

Done = UpdateTask | CompleteTask | DeferTask | ReopenTask | ArchiveTask
"""Changes of a task that exists."""


class Stage(StrEnum):
    """Where a task stands in its life."""

    OPEN = "open"
    MOVED = "moved by a person"
    REOPENED = "opened again by a person"
    COMPLETED = "completed by a person"
    DELETED = "deleted by a person"
    PUT_OFF = "deferred by a person"
    COMPLETED_BY_US = "completed by us"
    ARCHIVED_BY_US = "archived by us"
    DEFERRED_BY_US = "deferred by us"


ENDED = {
    (Fate.COMPLETED, False): Stage.COMPLETED,
    (Fate.DELETED, False): Stage.DELETED,
    (Fate.DEFERRED, False): Stage.PUT_OFF,
    (Fate.COMPLETED, True): Stage.COMPLETED_BY_US,
    (Fate.DELETED, True): Stage.ARCHIVED_BY_US,
    (Fate.DEFERRED, True): Stage.DEFERRED_BY_US,
}
"""By fate, and whether it was our hand."""


def stage(task: KnownTask) -> Stage:
    if task.fate is not Fate.OPEN:
        return ENDED[task.fate, task.hand is Hand.US]
    if task.moved:
        return Stage.MOVED
    return Stage.REOPENED if task.hand is Hand.PERSON else Stage.OPEN


def seen(task: KnownTask, there: Task, now: datetime) -> KnownTask:
    """The task after a look at how it is at the destination: whatever is not as we know it, a person did.

    Opened again, it counts as made `now`: what self did before completes it no second time, and its days begin anew.
    """
    moved = task.moved if there.due is None else there.due if there.due != task.due else None
    if there.fate is Fate.OPEN:
        again = {} if task.fate is Fate.OPEN else {"created": now, "ended": None, "hand": Hand.PERSON}
        return replace(task, fate=Fate.OPEN, moved=moved, **again)  # type: ignore[arg-type]  # fields of the task
    if there.fate is task.fate:
        return task
    return replace(task, fate=there.fate, ended=there.ended or now, hand=Hand.PERSON)


def obeyed(task: KnownTask, change: Done, now: datetime) -> KnownTask:
    """The task after a change of ours."""
    match change:
        case UpdateTask(content=content):
            return replace(task, subject=content.subject, body=content.body, channel=content.channel)
        case CompleteTask():
            return ours(replace(task, fate=Fate.COMPLETED), now)
        case DeferTask():
            return ours(replace(task, fate=Fate.DEFERRED), now)
        case ArchiveTask():
            return ours(replace(task, fate=Fate.DELETED), now)
        case ReopenTask():
            return ours(replace(task, fate=Fate.OPEN), now)


def ours(task: KnownTask, at: datetime) -> KnownTask:
    """Its fate is our doing, at this moment."""
    if task.fate is Fate.OPEN:
        return replace(task, created=at, ended=None, hand=Hand.US)
    return replace(task, ended=at, hand=Hand.US)


def endings(tasks: Iterable[KnownTask], zone: tzinfo) -> tuple[Ending, ...]:
    """How a person's tasks ended, the last one last; what we withdrew, nobody skipped and nobody did.

    What was skipped at several destinations on one day, was skipped once.
    """
    past = sorted((task.ended, stage(task)) for task in tasks if task.ended)
    found = {
        (at.astimezone(zone).date(), stood): Ending(at=at, skipped=stood is Stage.DEFERRED_BY_US)
        for at, stood in past
        if stood is not Stage.ARCHIVED_BY_US
    }
    return tuple(found.values())
