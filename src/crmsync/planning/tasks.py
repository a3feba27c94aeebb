"""A task's life: when one is made, rewritten, completed or withdrawn. One person has at most one open task.

Facts in, one step out. The day counts in the user's time zone.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from crmsync.connector import Channel, Fate
from crmsync.identity.people import PersonId
from crmsync.planning.task_content import content
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import Turn

MEETING_AHEAD = timedelta(days=14)
OVERDUE_DAYS = 14
"""A task that nobody touched for so many days after its day is put off."""


class Hand(StrEnum):
    """Whose hand ended a task, or opened it again."""

    US = "us"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTask:
    """One of our tasks as the ledger holds it."""

    key: str
    person: PersonId
    profile: str
    id: str
    fate: Fate
    created: datetime
    due: date
    """The due date that we gave it."""
    ended: datetime | None = None
    subject: str = ""
    body: str = ""
    channel: Channel | None = None
    """What its type says of how to get in touch; None: not known any more."""
    moved: date | None = None
    """Where a person put it."""
    hand: Hand | None = None
    """Who ended it, or opened it again; None: nobody yet."""

    @property
    def day(self) -> date:
        """The day on which it stands now."""
        return self.moved or self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that decides on a person's task."""

    relationship: Relationship
    tasks: Sequence[KnownTask]
    """The person's, ended ones too."""
    complete: bool
    """Everything since the horizon is known; until then no task is made, and none rewritten."""
    notes_last_contacted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """A task is due. `value`: the reach-out value; `overdue`: cadences since the person was last taken care of."""

    value: float
    overdue: float

    @property
    def urgency(self) -> tuple[float, float]:
        """The greater goes first: strong in the past and unlikely now, as `next` has it."""
        return self.value, self.overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    task: KnownTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    task: KnownTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The person was muted, snoozed or made personal since: nobody should be reminded of them."""

    task: KnownTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Defer:
    """Nobody touched it for two weeks: it leaves the list and frees its place, and counts as skipped."""

    task: KnownTask


Step = Make | Rewrite | Complete | Withdraw | Defer | None


def step(case: Case, moment: Moment) -> Step:
    """What is to be done about this person's task now."""
    task = next((task for task in case.tasks if task.fate is Fate.OPEN), None)
    if task is None:
        return _make(case, moment)
    if _taken_care_of(case.relationship, task.created):
        return Complete(task=task)
    if _unwanted(case.relationship, moment):
        return Withdraw(task=task)
    if not case.complete:
        return None
    if (moment.today - max(task.day, moment.day(task.created))).days >= OVERDUE_DAYS:
        return Defer(task=task)
    return Rewrite(task=task) if _says_something_else(case.relationship, moment, task) else None


def _says_something_else(relationship: Relationship, moment: Moment, task: KnownTask) -> bool:
    now = content(relationship, moment, due=task.due, owner=None)
    return (now.subject, now.body) != (task.subject, task.body) or now.channel is not (task.channel or now.channel)


def _make(case: Case, moment: Moment) -> Make | None:
    relationship = case.relationship
    every = relationship.cadence
    if every is None or not case.complete or _unwanted(relationship, moment) or relationship.turn is Turn.THEIRS:
        return None
    if _meets_soon(relationship, moment):
        return None
    last = max(_handled(case, moment), default=None)
    if last is None or moment.day(last) + timedelta(days=every.days) >= moment.today:
        return None
    overdue = (moment.today - moment.day(last)).days / max(every.days, 1)
    return Make(value=relationship.reach_out_value, overdue=overdue)


def _unwanted(relationship: Relationship, moment: Moment) -> bool:
    person = relationship.person
    unwelcome = person.colleague or person.personal or person.settings.muted
    return unwelcome or person.decided.asleep(moment.today)


def _meets_soon(relationship: Relationship, moment: Moment) -> bool:
    meeting = relationship.dates.next_meeting
    return meeting is not None and meeting.began <= moment.now + MEETING_AHEAD


def _handled(case: Case, moment: Moment) -> list[datetime]:
    """The moments at which the person was taken care of, in whichever way."""
    relationship = case.relationship
    own = [relationship.history.wrote] if relationship.history.wrote else []
    talked = [relationship.dates.last_contact.at] if relationship.dates.last_contact else []
    said = [at for at in (case.notes_last_contacted, relationship.person.decided.done) if at]
    return talked + own + said + ends(relationship, case.tasks, moment)


def ends(relationship: Relationship, tasks: Iterable[KnownTask], moment: Moment) -> list[datetime]:
    """When the person's tasks ended, however they did.

    A task that we withdrew because they were snoozed is none: they wake on the day that the user said.
    """
    slept = relationship.person.decided.slept
    return [task.ended for task in tasks if task.ended and not (_withdrawn(task) and slept(task.ended, moment.zone))]


def _withdrawn(task: KnownTask) -> bool:
    return task.fate is Fate.DELETED and task.hand is Hand.US


def _taken_care_of(relationship: Relationship, since: datetime) -> bool:
    """Self wrote one-to-one, called, messaged or met, or says so. A mail received is no reaching out."""
    done = relationship.person.decided.done
    reached = relationship.history.reached
    return (reached is not None and reached > since) or (done is not None and done >= since)


def key(person: PersonId, tasks: Sequence[KnownTask], holders: Mapping[str, PersonId] | None = None) -> str:
    """The key of the person's next task: the same until that task has ended, so a lost answer can't make two.

    `holders`: whose task a key is now. Where one person has turned out to be two, the task that was made for both is
    one's, and its key no longer the other's.
    """
    ended = {task.key for task in tasks if task.fate is not Fate.OPEN}
    cycle = 0
    while (candidate := _key(person, cycle)) in ended or (holders or {}).get(candidate, person) != person:
        cycle += 1
    return candidate


def _key(person: PersonId, cycle: int) -> str:
    return hashlib.sha256(f"{person}:{cycle}".encode()).hexdigest()[:20]
