"""What the calendar source and Google Calendar say to each other, word for word."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from ann_at_calendar import (
    HOUR,
    MONDAY,
    TEAM,
    VIEW,
    WEEK,
    AnnAtCalendar,
    key_of,
    known,
    meeting,
    person,
    record_id,
    some_meetings,
    token,
    told,
)
from ann_at_gmail import ANN, BOB, ZOE, Known, records

from crmsync.connector import Contact, Deleted, Interaction, Role, Signal, Skipped, Snapshot, Unauthorized
from crmsync_google.calendar.cursor import read
from crmsync_sandbox.calendar.account import CalendarAccount
from crmsync_sandbox.faults import Refuse

OWNER = Contact(id=ANN, addresses=(ANN,), own=True)
TALK = told("talk", MONDAY, person(ANN, Role.ORGANIZER), person(BOB, name="Bob Stone"))
FAIR = told(
    "fair",
    MONDAY.replace(hour=0),
    duration=timedelta(days=2),
    signals=frozenset({Signal.ALL_DAY}),
    key=key_of("fair@google.com", "2026-11-16"),
)


def weekly(start: datetime) -> Interaction:
    return told(f"weekly_{start:%Y%m%dT%H%M%SZ}", start, person(ANN), person(ZOE, Role.ORGANIZER))


WEEKLY = [weekly(MONDAY + HOUR + number * WEEK) for number in range(3)]


def test_a_first_pull(calendar: AnnAtCalendar) -> None:
    calendar.prepare(some_meetings)
    with calendar.on_air() as source:
        pages = list(source.pull(None, VIEW))
    assert records(pages) == [OWNER, FAIR, TALK, *WEEKLY]
    assert [page.snapshot for page in pages if page.snapshot] == [
        Snapshot(prefix=record_id(ANN), ids=frozenset(record.id for record in (FAIR, TALK, *WEEKLY)))
    ]
    assert [page.coverage.complete for page in pages] == [False, False, True]


def test_a_first_pull_of_all_calendars_with_titles(calendar: AnnAtCalendar) -> None:
    view = Known(now=VIEW.now, since=MONDAY + HOUR / 2, subjects=True)
    calendar.prepare(some_meetings)
    with replace(calendar, calendars="all").on_air() as source:
        pages = list(source.pull(None, view))
    notes = [record for record in records(pages) if isinstance(record, Skipped)]
    assert [note.id for note in notes] == [record_id(BOB)]
    meetings = [record for record in records(pages) if isinstance(record, Interaction)]
    assert [one.id for one in meetings if one.id.startswith(record_id(TEAM))] == [record_id(TEAM, "copy")]
    assert {one.subject for one in meetings} == {"About talk", "About weekly", "About fair", "About copy"}
    assert {one.key for one in meetings} >= {TALK.key}


def test_a_quiet_night(calendar: AnnAtCalendar) -> None:
    calendar.prepare(some_meetings)
    with calendar.on_air() as source:
        pages = list(source.pull(known(), VIEW))
    assert records(pages) == []
    assert pages[-1].coverage.complete
    assert pages[-1].cursor == known()


def a_day(account: CalendarAccount) -> None:
    """Bob declines, the fair is cancelled, something new comes; of the weekly one only the first is left."""
    account.primary.answer("talk", BOB, "declined")
    account.primary.cancel("fair")
    account.primary.add(meeting("new", MONDAY + WEEK))
    account.primary.split("weekly", WEEKLY[1].id.partition("/")[2], organizer=ANN)


def test_a_night_with_news(calendar: AnnAtCalendar) -> None:
    calendar.prepare(some_meetings)
    calendar.prepare(a_day)
    with calendar.on_air() as source:
        first, *pages = source.pull(known(), Known(now=VIEW.now, ids=frozenset({FAIR.id, WEEKLY[1].id})))
    declined = replace(TALK, participants=(TALK.participants[0], person(BOB, name="Bob Stone", declined=True)))
    assert [record for record in first.records if isinstance(record, Deleted)] == [
        Deleted(id=FAIR.id),
        Deleted(id=WEEKLY[1].id),
    ]
    assert declined in first.records
    assert [record.id.partition("/")[2] for record in first.records if isinstance(record, Interaction)] == [
        "new",
        "talk",
        "weekly_R20261123T100000_20261123T100000Z",
        "weekly_R20261123T100000_20261130T100000Z",
    ]
    assert pages[0].records == [WEEKLY[0]]
    assert pages[0].snapshot == Snapshot(prefix=record_id(ANN, "weekly_2"), ids=frozenset({WEEKLY[0].id}))


def test_an_expired_token(calendar: AnnAtCalendar) -> None:
    calendar.prepare(some_meetings)
    calendar.prepare(lambda account: account.primary.cancel("fair"))
    calendar.prepare(CalendarAccount.expire_sync_tokens)
    with calendar.on_air() as source:
        pages = list(source.pull(known(), VIEW))
    assert records(pages) == [TALK, *WEEKLY]
    assert pages[0].snapshot == Snapshot(prefix=record_id(ANN), ids=frozenset(one.id for one in (TALK, *WEEKLY)))
    place = read(pages[-1].cursor)
    assert place
    assert place.calendars == {ANN: token(7)}


def test_a_calendar_that_is_gone(calendar: AnnAtCalendar) -> None:
    calendar.trouble(Refuse(status=404))
    with calendar.on_air() as source, pytest.raises(Unauthorized, match=r"primary calendar .* answered 404"):
        list(source.pull(known(1), VIEW))


def test_too_many_requests(calendar: AnnAtCalendar) -> None:
    calendar.prepare(some_meetings)
    calendar.trouble(Refuse(status=403, reason="rateLimitExceeded", retry_after=1))
    with calendar.on_air() as source:
        pages = list(source.pull(known(), VIEW))
    assert pages[-1].cursor == known()


def test_a_missing_scope(calendar: AnnAtCalendar) -> None:
    asked = replace(calendar, scopes=("gmail.metadata",)).on_air()
    with asked as source, pytest.raises(Unauthorized, match=r"lacks the scope .*calendar\.events\.readonly"):
        next(source.pull(None, VIEW))
