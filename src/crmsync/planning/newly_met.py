"""New people: met once within the last weeks, and nobody has come back to it. A week has places that are theirs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from crmsync.identity.people import PersonId
from crmsync.planning.capacity import monday_of
from crmsync.planning.tasks import KnownTask, ends
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import State

MET_WITHIN = timedelta(days=42)
"""Who was met longer ago is not new any more."""
ONE_MEETING = timedelta(days=7)
"""A first meeting and the mails around it: what lies closer together than this is one occasion."""
SETTLED = timedelta(days=7)
"""So long after a first meeting nobody waits for the next."""


def newly_met(found: Relationship, moment: Moment, handled: Collection[datetime] = ()) -> bool:
    """Both were there once, and nobody has come back to it. `handled`: when they were taken care of otherwise."""
    last = found.dates.last_contact
    if last is None or found.state is not State.NEW or any(at > last.at for at in handled):
        return False
    return _once(found.days, moment.today)


def come_back_to(found: Relationship, moment: Moment, handled: Collection[datetime] = ()) -> bool:
    """Somebody newly met whom self came back to this week: they have had a place of the week's."""
    if found.state is not State.NEW:
        return False
    reached = (touch.at for touch in found.touches if touch.reaches_out)
    back = sorted({moment.day(at) for at in (*reached, *handled)})
    this_week = [day for day in back if monday_of(moment.today) <= day <= moment.today]
    return any(_was_new(found, day) and not _handled_before(found, back, day) for day in this_week)


def first_served(
    wanting: Sequence[PersonId],
    relationships: Mapping[PersonId, Relationship],
    tasks: Mapping[PersonId, Sequence[KnownTask]],
    moment: Moment,
    new_people: int,
) -> list[PersonId]:
    """Of those who want a task, the newly met for whom the week keeps a place: by value they would never have one.

    `new_people`: how many a week keeps.
    """
    ended = {person: ends(found, tasks.get(person, ()), moment) for person, found in relationships.items()}
    new = [person for person in wanting if newly_met(relationships[person], moment, ended[person])]
    if not new:
        return []
    given = {person for person, found in relationships.items() if _was_given_one(found, tasks.get(person, ()), moment)}
    back = {person for person, found in relationships.items() if come_back_to(found, moment, ended[person])}
    return new[: max(0, new_people - len(given | back))]


def _was_given_one(found: Relationship, tasks: Sequence[KnownTask], moment: Moment) -> bool:
    """A task of this week, made while they were newly met."""
    monday = monday_of(moment.today)
    return any(monday <= task.due and _was_new(found, moment.day(task.created)) for task in tasks)


def _was_new(found: Relationship, on: date) -> bool:
    """Whether somebody who is new still had been met once, and not since, by the beginning of that day."""
    return found.state is State.NEW and _once([day for day in found.days if day < on], on)


def _once(days: Sequence[date], today: date) -> bool:
    if not days:
        return False
    return days[-1] - days[0] < ONE_MEETING and today - days[0] <= MET_WITHIN and today - days[-1] >= SETTLED


def _handled_before(found: Relationship, back: Sequence[date], on: date) -> bool:
    """Whether somebody had been taken care of between the meeting and that day."""
    last = max(day for day in found.days if day < on)
    return any(last < day < on for day in back)
