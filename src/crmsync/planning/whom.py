"""Whom to reach out to next, why, and how many of them a day has room for.

Like a task it respects what the user and others have done already; unlike a task it needs no contact in the CRM.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain, zip_longest

from crmsync.connector import Channel
from crmsync.planning.capacity import Capacity, monday_of, next_workday
from crmsync.planning.newly_met import come_back_to, newly_met
from crmsync.planning.tasks import MEETING_AHEAD
from crmsync.relationships.cadence import AT_MOST
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import State, Turn


class Kind(StrEnum):
    """Why somebody is named. In this order they are shown."""

    YOUR_TURN = "your_turn"
    """They wrote last, one-to-one, and wait."""
    OVERDUE = "overdue"
    """The ideal date is past."""
    NEW = "new"
    """Met within the last weeks, and not since."""
    DORMANT = "dormant"
    """The ideal date is past for so long, by the rhythm there was, that it is mostly over unless somebody writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody, and what was decided of them. `handled`: when they were taken care of otherwise than by contact, say by
    ending a task. `snoozed`: until that day they are left alone."""

    relationship: Relationship
    handled: Sequence[datetime] = ()
    snoozed: date | None = None


def candidate(relationship: Relationship, handled: Iterable[datetime] = ()) -> Candidate:
    """With what the user decided on the person here."""
    decided = relationship.person.decided
    return Candidate(
        relationship=relationship,
        handled=(*handled, *([decided.done] if decided.done else [])),
        snoozed=decided.snooze.until if decided.snooze else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    relationship: Relationship
    kind: Kind
    overdue: float
    """Cadences since the person was last taken care of; 0 where there is no cadence."""

    @property
    def how(self) -> Channel:
        """A mail is answered by mail; else by the channel of the last contact."""
        if self.kind is Kind.YOUR_TURN:
            return Channel.MAIL
        last = self.relationship.dates.last_contact
        return last.channel if last else Channel.MAIL

    @property
    def late(self) -> bool:
        """Past the day that was to be the last, and not only past the ideal one."""
        return self.kind in (Kind.OVERDUE, Kind.DORMANT) and self.overdue > AT_MOST

    @property
    def urgency(self) -> tuple[float, float]:
        """The greater goes first, among those who are named for the same reason."""
        return self.relationship.reach_out_value, self.overdue


def whom(candidates: Sequence[Candidate], moment: Moment, *, new_people: int = 1, room: int = 3) -> list[Choice]:
    """Everybody worth reaching out to: the most urgent of each kind in turn, so that none hides the others.

    `new_people`: so many of a week's places are for new ones. Those of them that nobody has had yet this week lie
    within the `room` there is, whoever else has to wait; the other new ones come last. Personal people stand behind.
    """
    chosen = [choice for each in candidates if (choice := choose(each, moment))]
    chosen.sort(key=lambda choice: choice.relationship.person.id)
    chosen.sort(key=lambda choice: choice.urgency, reverse=True)
    ours = [choice for choice in chosen if not choice.relationship.person.personal]
    personal = [choice for choice in chosen if choice.relationship.person.personal]
    had = sum(come_back_to(each.relationship, moment, each.handled) for each in candidates)
    return [*_in_turn(ours, max(0, new_people - had), room), *_in_turn(personal, len(personal), len(personal))]


def _in_turn(chosen: Sequence[Choice], new_people: int, room: int) -> list[Choice]:
    alike = {kind: [choice for choice in chosen if choice.kind is kind] for kind in Kind}
    later, alike[Kind.NEW] = alike[Kind.NEW][new_people:], alike[Kind.NEW][:new_people]
    found = [choice for some in zip_longest(*alike.values()) for choice in some if choice]
    new = [choice for choice in found[room:] if choice.kind is Kind.NEW]
    others = [choice for choice in found if choice not in new]
    before = max(0, room - len(new))
    return [*others[:before], *new, *others[before:], *later]


def places(moment: Moment, capacity: Capacity, ended: Iterable[datetime]) -> int:
    """For how many people there is room on the next working day. `ended`: when tasks were done."""
    day = next_workday(moment.today, capacity)
    if day is None:
        return 0
    days = list(map(moment.day, ended))
    monday = monday_of(day)
    week = sum(monday <= each < monday + timedelta(days=7) for each in days)
    return max(0, min(capacity.day - days.count(day), capacity.week - week))


def choose(each: Candidate, moment: Moment) -> Choice | None:
    """Why this one person is worth reaching out to; None where they are not, or not now."""
    kind = None if _left_alone(each, moment) else _kind(each, moment)
    return Choice(relationship=each.relationship, kind=kind, overdue=_overdue(each, moment)) if kind else None


def _left_alone(each: Candidate, moment: Moment) -> bool:
    found = each.relationship
    snoozed = each.snoozed is not None and moment.today < each.snoozed
    unwanted = found.person.colleague or found.person.settings.muted or not found.in_population
    return unwanted or snoozed or meets_soon(found, moment) or found.turn is Turn.THEIRS


def meets_soon(relationship: Relationship, moment: Moment) -> bool:
    """What there is to say can wait for the meeting."""
    ahead = relationship.dates.next_meeting
    return ahead is not None and ahead.began <= moment.now + MEETING_AHEAD


def _kind(each: Candidate, moment: Moment) -> Kind | None:
    """The first that applies."""
    found = each.relationship
    wrote = found.dates.last_received
    if found.turn is Turn.YOURS and wrote and not any(at > wrote.at for at in each.handled):
        return Kind.YOUR_TURN
    if newly_met(found, moment, each.handled):
        return Kind.NEW
    if not _is_past(each, moment):
        return None
    return Kind.DORMANT if found.state is State.DORMANT else Kind.OVERDUE


def _is_past(each: Candidate, moment: Moment) -> bool:
    every, last = each.relationship.cadence, handled_last(each)
    if every is None or last is None:
        return False
    return moment.day(last) + timedelta(days=every.days) < moment.today


def _overdue(each: Candidate, moment: Moment) -> float:
    every, last = each.relationship.cadence, handled_last(each)
    return (moment.today - moment.day(last)).days / max(every.days, 1) if every and last else 0.0


def handled_last(each: Candidate) -> datetime | None:
    """When the person was last taken care of, in whichever way; a mail that nobody answered is a try."""
    found = each.relationship
    talked = [found.dates.last_contact.at] if found.dates.last_contact else []
    own = [found.history.wrote] if found.history.wrote else []
    return max(chain(talked, own, each.handled), default=None)
