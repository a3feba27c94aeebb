"""A destination, as the ledger knows it, that does all it is told, and people who work there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from crmsync.connector import (
    ArchiveTask,
    Change,
    CompleteTask,
    CreateTask,
    DeferTask,
    Fate,
    Profile,
    ReopenTask,
    SetProperties,
    Task,
    UpdateTask,
)
from crmsync.identity.people import PersonId
from crmsync.planning.life import obeyed, seen
from crmsync.planning.plan import Known, KnownProfile, Plan
from crmsync.planning.tasks import KnownTask
from crmsync.relationships.relationship import Relationship


@dataclass(slots=True)
class Crm:
    """One profile for each person, its id being the person's; tasks by key."""

    profiles: dict[PersonId, KnownProfile] = field(default_factory=dict)
    tasks: dict[str, KnownTask] = field(default_factory=dict)

    def hold(self, *people: PersonId) -> None:
        for person in people:
            self.profiles[person] = KnownProfile(profile=Profile(id=person, addresses=()))

    def known(self, relationships: Mapping[PersonId, Relationship], **more: object) -> Known:
        by_person: dict[PersonId, list[KnownTask]] = {}
        for task in sorted(self.tasks.values(), key=lambda task: (task.created, task.key)):
            by_person.setdefault(task.person, []).append(task)
        profiles = {person: [each] for person, each in self.profiles.items()}
        facts = {"relationships": relationships, "profiles": profiles, "tasks": by_person, "complete": True, **more}
        return Known(**facts)  # type: ignore[arg-type]  # the caller names the fields

    def apply(self, plan: Plan, now: datetime) -> None:
        for change in plan.changes:
            self._apply(change, now)

    def _apply(self, change: Change, now: datetime) -> None:
        match change:
            case SetProperties(profile=id, values=values):
                before = self.profiles[PersonId(id)]
                seen = {**before.profile.values, **values}
                profile = replace(before.profile, values={output: value for output, value in seen.items() if value})
                self.profiles[PersonId(id)] = KnownProfile(profile=profile, written={**before.written, **values})
            case CreateTask(key=key, profile=profile_id, content=content):
                assert key not in self.tasks, "a second task under one key"
                self.tasks[key] = KnownTask(
                    key=key,
                    person=PersonId(profile_id),
                    profile=profile_id,
                    id=f"task-{key}",
                    fate=Fate.OPEN,
                    created=now,
                    due=content.due,
                    subject=content.subject,
                    body=content.body,
                    channel=content.channel,
                )
            case UpdateTask() | CompleteTask() | DeferTask() | ArchiveTask():
                task = self._task(change.task)
                assert task.fate is Fate.OPEN, "a task that has ended is left alone"
                self.tasks[task.key] = obeyed(task, change, now)
            case ReopenTask():
                raise AssertionError("no plan opens a task again")

    def _task(self, id: str) -> KnownTask:
        [task] = [task for task in self.tasks.values() if task.id == id]
        return task

    def end(self, person: PersonId, fate: Fate, now: datetime) -> None:
        """A person completes, deletes or puts off the open task; or does the last one that was put off after all."""
        put_off = [task for task in self.of(person) if task.fate is Fate.DEFERRED and fate is Fate.COMPLETED]
        for task in list(self.open(person)) or put_off[-1:]:
            self._show(task, fate, task.day, now)

    def move(self, person: PersonId, to: date, now: datetime) -> None:
        for task in self.open(person):
            self._show(task, Fate.OPEN, to, now)

    def reopen(self, person: PersonId, now: datetime) -> None:
        """A person opens their last task again, whoever ended it; a deleted one is gone."""
        mine = [task for task in self.tasks.values() if task.person == person and task.fate is not Fate.DELETED]
        for task in mine[-1:]:
            self._show(task, Fate.OPEN, task.day, now)

    def _show(self, task: KnownTask, fate: Fate, due: date, now: datetime) -> None:
        self.tasks[task.key] = seen(task, Task(id=task.id, key=task.key, fate=fate, due=due), now)

    def of(self, person: PersonId) -> list[KnownTask]:
        return [task for task in self.tasks.values() if task.person == person]

    def open(self, person: PersonId) -> Iterator[KnownTask]:
        return (task for task in list(self.tasks.values()) if task.person == person and task.fate is Fate.OPEN)
