"""Meetings with what is true of them, and the ways in which one becomes another."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crmsync_sandbox.generate.gathering import Gathering, Turnout
from crmsync_sandbox.generate.truth import Correspondent
from crmsync_sandbox.life import Answer, Guest, Meeting

ROOM = Guest(email="c_1880room@resource.calendar.google.com", name="Room 4", room=True)
TEAM_CALENDAR = "c_0team7sandbox@group.calendar.google.com"
"""The id of a calendar that the owner's colleagues share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """An entry of a calendar and what is true of it."""

    meeting: Meeting
    gatherings: tuple[Gathering, ...]


def starts(meeting: Meeting) -> tuple[datetime, ...]:
    """When each instance of the meeting begins: of one that is no series, itself."""
    return tuple(meeting.start + i * (meeting.every or timedelta()) for i in range(meeting.count))


def arranged(meeting: Meeting, met: Iterable[Correspondent]) -> Arranged:
    """The entry as one at which all of these are, whenever it takes place."""
    there, length = tuple(person.address for person in met), meeting.end - meeting.start
    gatherings = (Gathering(meeting=meeting.id, start=at, end=at + length, met=there) for at in starts(meeting))
    return Arranged(meeting=meeting, gatherings=tuple(gatherings))


def nobody_met(entry: Arranged, turnout: Turnout, at: Collection[datetime] | None = None) -> Arranged:
    """The same for nothing, and why; with `at`, only where an instance begins at one of these times."""
    gatherings = (
        replace(each, turnout=turnout, met=()) if at is None or each.start in at else each for each in entry.gatherings
    )
    return replace(entry, gatherings=tuple(gatherings))


def cancelled(entry: Arranged) -> Arranged:
    """All of it."""
    return nobody_met(replace(entry, meeting=replace(entry.meeting, cancelled=True)), Turnout.CANCELLED)


def called_off(entry: Arranged, at: Collection[datetime]) -> Arranged:
    """The series without the instances that begin then."""
    meeting = replace(entry.meeting, called_off=frozenset(at))
    return nobody_met(replace(entry, meeting=meeting), Turnout.CANCELLED, at)


def answered(entry: Arranged, who: Correspondent, answer: Answer) -> Arranged:
    """The entry with this person's answer; who declines is not met."""
    guests = (
        replace(guest, answer=answer) if guest.email in who.addresses else guest for guest in entry.meeting.guests
    )
    absent = who.address if answer == "declined" else None
    gatherings = (replace(each, met=tuple(one for one in each.met if one != absent)) for each in entry.gatherings)
    return with_guests(replace(entry, gatherings=tuple(gatherings)), guests)


def under(entry: Arranged, who: Correspondent, address: str) -> Arranged:
    """The entry with this person under another of their addresses."""
    guests = (
        replace(guest, email=address) if guest.email in who.addresses else guest for guest in entry.meeting.guests
    )
    return with_guests(entry, guests)


def in_a_room(entry: Arranged) -> Arranged:
    return with_guests(entry, (*entry.meeting.guests, ROOM))


def with_guests(entry: Arranged, guests: Iterable[Guest]) -> Arranged:
    return replace(entry, meeting=replace(entry.meeting, guests=tuple(guests)))


def all_day(entry: Arranged, days: int) -> Arranged:
    """The entry for so many whole days, which nobody talks at."""
    begin = entry.meeting.start.replace(hour=0, minute=0)
    meeting = replace(entry.meeting, start=begin, end=begin + timedelta(days=days), all_day=True)
    return nobody_met(arranged(meeting, ()), Turnout.WHOLE_DAYS)


def on_team_calendar(entry: Arranged, id: str, uid: str = "") -> Arranged:
    """The entry as it stands on the team's calendar, under an id of its own."""
    meeting = replace(entry.meeting, id=id, uid=uid, calendar=TEAM_CALENDAR)
    return Arranged(meeting=meeting, gatherings=tuple(replace(each, meeting=id) for each in entry.gatherings))
