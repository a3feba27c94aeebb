"""Entries of a calendar at which the owner met nobody, or not everybody, though it may look so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from crmsync_sandbox.generate import arranging
from crmsync_sandbox.generate.arranging import Arranged, answered, nobody_met, with_guests
from crmsync_sandbox.generate.company import MOST_OTHERS, WEEK, Company
from crmsync_sandbox.generate.diary import Diary
from crmsync_sandbox.generate.gathering import Turnout
from crmsync_sandbox.life import EventType

OWN_TIME: tuple[EventType, ...] = ("outOfOffice", "focusTime", "fromGmail")
OWN_DAYS: tuple[EventType, ...] = ("workingLocation", "birthday")


def declined(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """By the owner."""
    entry = answered(diary.meet([company.bystander()], at), diary.owner, "declined")
    yield nobody_met(entry, Turnout.DECLINED)


def declined_by_one(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """Of three guests one stays away."""
    guests = [company.bystander() for _ in range(3)]
    yield answered(diary.meet(guests, at), guests[1], "declined")


def declined_by_all(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """The one who was asked stays away."""
    guest = company.bystander()
    yield nobody_met(answered(diary.meet([guest], at), guest, "declined"), Turnout.ALONE)


def cancelled(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield arranging.cancelled(diary.meet([company.bystander()], at))


def cancelled_series(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield arranging.cancelled(diary.meet([company.bystander()], at, every=WEEK, count=12))


def called_off(diary: Diary, company: Company, _: datetime) -> Iterator[Arranged]:
    """A series around the year's end, of which the last two meetings and the next were called off."""
    entry = diary.meet([company.bystander()], diary.until - 8 * WEEK, every=WEEK, count=16)
    times = arranging.starts(entry.meeting)
    ahead = next(i for i, at in enumerate(times) if at > diary.until)
    yield arranging.called_off(entry, times[ahead - 2 : ahead + 1])


def eleven(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield nobody_met(diary.meet(company.crowd(diary, MOST_OTHERS + 1), at), Turnout.CROWD)


def fair(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    yield arranging.all_day(diary.meet([company.bystander(), company.bystander()], at), days=2)


def omitted(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    entry = diary.meet([company.bystander()], at)
    yield nobody_met(replace(entry, meeting=replace(entry.meeting, omitted=True)), Turnout.UNCLEAR)


def without_owner(diary: Diary, company: Company, at: datetime) -> Iterator[Arranged]:
    """Two others meet, on a calendar that the owner sees."""
    one, other = company.bystander(), company.bystander()
    entry = arranging.on_team_calendar(diary.meet([one, other], at), diary.id())
    entry = replace(entry, meeting=replace(entry.meeting, organizer=one.address))
    yield nobody_met(with_guests(entry, entry.meeting.guests[1:]), Turnout.ABSENT)


def own_time(diary: Diary, _: Company, at: datetime) -> Iterator[Arranged]:
    """What else stands in a calendar: without guests, with a room alone, or of a type of its own."""
    yield diary.alone(at)
    yield nobody_met(arranging.in_a_room(diary.meet([], at)), Turnout.ALONE)
    for kind in OWN_TIME:
        entry = diary.alone(at, minutes=180)
        yield replace(entry, meeting=replace(entry.meeting, kind=kind))
    for kind in OWN_DAYS:
        entry = arranging.all_day(diary.alone(at), days=1)
        yield replace(entry, meeting=replace(entry.meeting, kind=kind))
