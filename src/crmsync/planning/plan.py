"""Wanted × known → changes. Nothing is compared anywhere else."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice

from crmsync.connector import (
    ArchiveLogged,
    ArchiveTask,
    Change,
    CompleteTask,
    CreateContact,
    CreateTask,
    DeferTask,
    EmailAddress,
    Fate,
    LogInteraction,
    Output,
    Profile,
    SetProperties,
    ShareLogged,
    UpdateTask,
    Values,
)
from crmsync.identity.people import PersonId
from crmsync.planning.capacity import Capacity, next_workday, room
from crmsync.planning.conversations import Log, conversations
from crmsync.planning.newcomers import Newcomer, created
from crmsync.planning.newly_met import first_served
from crmsync.planning.task_content import content
from crmsync.planning.tasks import (
    Case,
    Complete,
    Defer,
    Hand,
    KnownTask,
    Make,
    Rewrite,
    Step,
    Withdraw,
    key,
    step,
)
from crmsync.planning.wanted import NOTHING, wanted
from crmsync.relationships.relationship import Moment, Relationship

NEW_PEOPLE = 1
"""A week, where the configuration does not say otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownProfile:
    """A profile as last seen, and what we last wrote there.

    The two differ where somebody else edited an output of ours, or where a run was undone: then it is left alone until
    we want something else than what we wrote.
    """

    profile: Profile
    written: Values = field(default_factory=dict)

    @property
    def settled(self) -> Values:
        return {**self.profile.values, **self.written}

    @property
    def edited(self) -> bool:
        """An output of ours holds something else than we wrote: by somebody's hand, or by an undo."""
        return any(self.profile.values.get(output, "") != value for output, value in self.written.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that a plan is made from."""

    relationships: Mapping[PersonId, Relationship]
    profiles: Mapping[PersonId, Sequence[KnownProfile]]
    """Profiles at the destination, by the person they belong to; the oldest first."""
    tasks: Mapping[PersonId, Sequence[KnownTask]]
    complete: bool
    rejected: Collection[str] = ()
    """Fingerprints of changes that the service refused; the same content is not sent again."""
    owners: Mapping[PersonId, EmailAddress] = field(default_factory=dict)
    log: Log | None = None
    """Where the destination is to keep a record of conversations."""
    newcomers: Mapping[PersonId, Newcomer] = field(default_factory=dict)
    """Who may get a contact; nobody where that is not wished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Changes in the order in which they are applied, and the values they replace."""

    changes: tuple[Change, ...]
    before: Mapping[str, Values]
    """By key of a `SetProperties`: what stood in each of its outputs."""
    waiting: int = 0
    """People whose task is due and for whom there is no capacity yet."""
    unlogged: int = 0
    """Conversations that later runs will log."""
    one_person: tuple[tuple[str, ...], ...] = ()
    """Profiles of which several are one person's, by id, the oldest first: each has the values, the first the task."""


def plan(
    known: Known, moment: Moment, capacity: Capacity, *, share_why: bool = True, new_people: int = NEW_PEOPLE
) -> Plan:
    """What a sync would write: properties first, then tasks, the most valuable first as far as capacity goes.

    `new_people`: so many of a week's tasks are first for people newly met.
    """
    values = list(_values(known, moment, share_why=share_why))
    steps = dict(_steps(known, moment))
    kept = [change for person, found in steps.items() for change in _keep(known, moment, person, found)]
    made, waiting = _make(known, moment, capacity, steps, new_people)
    new = created(known.relationships, known.newcomers, moment, share_why=share_why) if known.complete else ()
    logs, unlogged = _logs(known)
    changes = (*(change for change, _ in values), *new, *kept, *_doubled(known), *made, *logs)
    return Plan(
        changes=tuple(change for change in changes if fingerprint(change) not in known.rejected),
        before={change.key: before for change, before in values},
        waiting=waiting,
        unlogged=unlogged,
        one_person=shared(known.profiles),
    )


def shared(profiles: Mapping[PersonId, Sequence[KnownProfile]]) -> tuple[tuple[str, ...], ...]:
    """The ids of profiles of which several are one person's."""
    return tuple(sorted(tuple(each.profile.id for each in some) for some in profiles.values() if len(some) > 1))


def concerned(change: Change) -> tuple[str, ...]:
    """The profiles that a change is about; of one that is to be made there is none yet."""
    match change:
        case LogInteraction(profiles=ids):
            return ids
        case CreateContact():
            return ()
        case _:
            return (change.profile,)


def _values(known: Known, moment: Moment, *, share_why: bool) -> Iterator[tuple[SetProperties, Values]]:
    for person, profiles in known.profiles.items():
        relationship = known.relationships.get(person)
        for each in profiles:
            if relationship:
                want = wanted(relationship, moment, complete=known.complete, share_why=share_why, held=each.settled)
            else:
                want = _withdrawn(each) if known.complete else {}
            settled = each.settled
            news = {output: value for output, value in want.items() if value != settled.get(output, "")}
            if news:
                id = each.profile.id
                yield SetProperties(key=f"set:{id}", profile=id, values=news), _standing(each.profile, news)


def _withdrawn(each: KnownProfile) -> Values:
    """For who is no contact any more, say because they are never to be logged now: what we wrote is emptied."""
    return NOTHING if each.written else {}


def _standing(profile: Profile, news: Values) -> dict[Output, str]:
    return {output: profile.values.get(output, "") for output in news}


def _logs(known: Known) -> tuple[list[ArchiveLogged | LogInteraction | ShareLogged], int]:
    """What is taken back, logged, and shared, the newest first; and how many conversations are left for later.

    While history is incomplete it can't be said of each whether it counts. One that was refused takes nobody's place.
    """
    if known.log is None or not known.complete:
        return [], 0
    ids = {person: [each.profile.id for each in profiles] for person, profiles in known.profiles.items()}
    found = conversations(known.log, known.relationships, ids)
    if known.rejected:
        acceptable = [one for one in found.candidates if fingerprint(one) not in known.rejected]
        count, logs = len(acceptable), acceptable[: known.log.at_most]
    else:
        count, logs = found.count, list(islice(found.candidates, known.log.at_most))
    shares = [one for one in found.shares if fingerprint(one) not in known.rejected]
    room = known.log.at_most - len(logs)
    return [*found.archived, *logs, *shares[:room]], count - len(logs) + len(shares[room:])


def _steps(known: Known, moment: Moment) -> Iterator[tuple[PersonId, Step]]:
    for person, profiles in known.profiles.items():
        if person in known.relationships:
            yield person, step(case_of(known, person, profiles), moment)
        else:
            yield from ((person, Withdraw(task=task)) for task in _open_tasks(known, person)[:1])


def _doubled(known: Known) -> Iterator[ArchiveTask]:
    """Open tasks beside a person's first: two people have turned out to be one, or somebody opened an old one again."""
    for person in known.tasks:
        for task in _open_tasks(known, person)[1:]:
            yield ArchiveTask(key=f"archive:{task.key}", profile=task.profile, task=task.id)


def _open_tasks(known: Known, person: PersonId) -> list[KnownTask]:
    """What a person opened again stands first: it stays."""
    found = [task for task in known.tasks.get(person, ()) if task.fate is Fate.OPEN]
    return sorted(found, key=lambda task: task.hand is not Hand.PERSON)


def case_of(known: Known, person: PersonId, profiles: Sequence[KnownProfile]) -> Case:
    """All that decides on the task of a person who has `profiles`."""
    noted = [each.profile.notes_last_contacted for each in profiles if each.profile.notes_last_contacted]
    return Case(
        relationship=known.relationships[person],
        tasks=[*_open_tasks(known, person), *(t for t in known.tasks.get(person, ()) if t.fate is not Fate.OPEN)],
        complete=known.complete,
        notes_last_contacted=max(noted, default=None),
    )


def _keep(known: Known, moment: Moment, person: PersonId, found: Step) -> Iterator[Change]:
    """The change for a task that exists."""
    match found:
        case Complete(task=task):
            yield CompleteTask(key=f"complete:{task.key}", profile=task.profile, task=task.id)
        case Withdraw(task=task):
            yield ArchiveTask(key=f"archive:{task.key}", profile=task.profile, task=task.id)
        case Defer(task=task):
            yield DeferTask(key=f"defer:{task.key}", profile=task.profile, task=task.id)
        case Rewrite(task=task):
            now = content(known.relationships[person], moment, due=task.due, owner=None)
            yield UpdateTask(key=f"update:{task.key}", profile=task.profile, task=task.id, content=now)


def _make(
    known: Known, moment: Moment, capacity: Capacity, steps: Mapping[PersonId, Step], new_people: int
) -> tuple[list[CreateTask], int]:
    """New tasks for the most valuable, as many as the next working day has room for; and how many wait.

    A task that was refused takes nobody's place.
    """
    makes = {person: found for person, found in steps.items() if isinstance(found, Make)}
    wanting = sorted(sorted(makes), key=lambda person: makes[person].urgency, reverse=True)
    day = next_workday(moment.today, capacity)
    holders = {task.key: person for person, tasks in known.tasks.items() for task in tasks}
    left = room(day, list(_days(known)), _open(known, steps), capacity) if day else 0
    tasks = {person: _task(known, moment, person, day or moment.today, holders) for person in wanting}
    acceptable = [person for person, task in tasks.items() if fingerprint(task) not in known.rejected]
    first = first_served(acceptable, known.relationships, known.tasks, moment, new_people)
    chosen = {*[*first, *(person for person in acceptable if person not in first)][:left]}
    return [tasks[person] for person in acceptable if person in chosen], len(acceptable) - len(chosen)


def _open(known: Known, steps: Mapping[PersonId, Step]) -> int:
    """Tasks that stay open after this plan: of each person one at most."""
    ending = {found.task.key for found in steps.values() if isinstance(found, Complete | Withdraw | Defer)}
    firsts = (task for person in known.tasks for task in _open_tasks(known, person)[:1])
    return sum(task.key not in ending for task in firsts)


def _days(known: Known) -> Iterator[date]:
    """The days that we gave to tasks, and those to which people moved them."""
    for task in chain.from_iterable(known.tasks.values()):
        yield from {task.due, task.day}


def _task(known: Known, moment: Moment, person: PersonId, due: date, holders: Mapping[str, PersonId]) -> CreateTask:
    return CreateTask(
        key=key(person, known.tasks.get(person, ()), holders),
        profile=known.profiles[person][0].profile.id,
        content=content(known.relationships[person], moment, due=due, owner=known.owners.get(person)),
    )


def fingerprint(change: Change) -> str:
    """The same for the same change with the same content, and for no other.

    The due date of a new task is the day it is made for, no content: else each day would bring another task.
    """
    content = (
        replace(change, content=replace(change.content, due=date.min)) if isinstance(change, CreateTask) else change
    )
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]
