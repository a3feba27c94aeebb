"""Changes cut into runs that one batch request can carry. Pure."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from crmsync.connector import (
    ArchiveContact,
    ArchiveLogged,
    Change,
    ClearProfile,
    CreateContact,
    CreateTask,
    LogInteraction,
    SetProperties,
    ShareLogged,
    UnshareLogged,
)
from crmsync_hubspot.records import BATCH

C = TypeVar("C", bound=Change)


def runs(changes: Sequence[C]) -> Iterator[list[C]]:
    """Neighbours of one kind, at most a hundred, none with the same target: one id twice would fail the batch."""
    run: list[C] = []
    targets: set[str] = set()
    for change in changes:
        if run and (type(change) is not type(run[0]) or len(run) == BATCH or _target(change) in targets):
            yield run
            run, targets = [], set()
        run.append(change)
        targets.add(_target(change))
    if run:
        yield run


def waves(changes: Sequence[Change]) -> Iterator[list[list[Change]]]:
    """Runs that may be under way together: neighbours that set properties, no two of the same contact. Others go alone,
    for a task is made only once whatever came before it is known.
    """
    wave: list[list[Change]] = []
    targets: set[str] = set()
    for run in runs(changes):
        mine = {_target(change) for change in run}
        if wave and not (_sets(wave[0]) and _sets(run) and targets.isdisjoint(mine)):
            yield wave
            wave, targets = [], set()
        wave.append(run)
        targets |= mine
    if wave:
        yield wave


def _sets(run: Sequence[Change]) -> bool:
    return isinstance(run[0], SetProperties)


def _target(change: Change) -> str:
    match change:
        case SetProperties() | ClearProfile() | ArchiveContact():
            return change.profile
        case CreateTask() | LogInteraction() | ShareLogged() | UnshareLogged() | ArchiveLogged():
            return change.key
        case CreateContact():
            return change.address
        case _:
            return change.task
