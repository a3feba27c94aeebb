"""Changing tasks that exist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crmsync.connector import ArchiveTask, CompleteTask, DeferTask, Outcome, ReopenTask, UpdateTask
from crmsync_hubspot.batch_writes import BatchWrites
from crmsync_hubspot.outcomes import outcome
from crmsync_hubspot.tasks import COMPLETED, DEFERRED, REOPENED, wording

TaskUpdate = UpdateTask | CompleteTask | DeferTask | ReopenTask


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWrites:
    tasks: BatchWrites

    def update(self, changes: Sequence[TaskUpdate]) -> list[Outcome]:
        """One outcome for each change of a run. A task that a person deleted is rejected as gone, and stays so."""
        inputs = {
            str(place): {"id": change.task, "properties": _properties(change)} for place, change in enumerate(changes)
        }
        results = self.tasks.update(inputs)
        return [outcome(change, results[str(place)]) for place, change in enumerate(changes)]

    def archive(self, changes: Sequence[ArchiveTask]) -> list[Outcome]:
        """One outcome for each change of a run. A task that is gone already is as it should be."""
        results = self.tasks.archive([change.task for change in changes])
        return [outcome(change, results[change.task]) for change in changes]


def _properties(change: TaskUpdate) -> Mapping[str, str]:
    match change:
        case UpdateTask():
            return wording(change.content)
        case CompleteTask():
            return COMPLETED
        case DeferTask():
            return DEFERRED
        case ReopenTask():
            return REOPENED
