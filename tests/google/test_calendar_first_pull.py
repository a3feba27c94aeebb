"""The first pull of calendars over HTTP: what is told, for how many requests, and where an abandoned one goes on."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from calendar_world import ANN, BOB, DAY, HOUR, NOW, WEEK, ZOE, CalendarWorld, key_of, meeting, of

from crmsync.connector import Channel, Contact, Coverage, Interaction, Participant, Role
from crmsync_sandbox.life import Guest

TEAM = "team@group.calendar.google.com"


def test_a_meeting_is_told_with_who_when_and_how_long(diary: CalendarWorld) -> None:
    guests = (
        Guest(email=ANN, name="Ann"),
        Guest(email=BOB, name="Bob Stone"),
        Guest(email=ZOE, answer="declined"),
        Guest(email="c_1@resource.calendar.google.com", room=True),
    )
    diary.agenda.add(meeting(guests=guests, organizer=BOB, uid="talk@example.org", lasts=HOUR / 2))
    diary.pull()
    assert diary.store.meetings == {
        "talk": Interaction(
            id=of(ANN, "talk"),
            channel=Channel.MEETING,
            at=NOW - DAY,
            duration=HOUR / 2,
            participants=(
                Participant(address=ANN, role=Role.ATTENDEE, name="Ann"),
                Participant(address=BOB, role=Role.ORGANIZER, name="Bob Stone"),
                Participant(address=ZOE, role=Role.ATTENDEE, declined=True),
            ),
            key=key_of("talk@example.org", "2026-11-01T03:00:00Z"),
        )
    }
    assert diary.store.owner == Contact(id=ANN, addresses=(ANN,), own=True)


def test_it_costs_the_list_of_calendars_and_one_list_of_each(diary: CalendarWorld) -> None:
    diary.agenda.add(meeting("weekly", NOW - 52 * WEEK, every=WEEK, count=104))
    pages = diary.pull()
    assert diary.paths == ["users/me/calendarList", f"calendars/{ANN}/events"]
    assert diary.caller.tally.requests == diary.sandbox.meter.requests
    assert [page.coverage.complete for page in pages] == [False] * (len(pages) - 1) + [True]
    assert pages[-1].coverage == Coverage(channels=frozenset({Channel.MEETING}), complete=True)


def test_what_lies_up_to_90_days_ahead_is_told(diary: CalendarWorld) -> None:
    diary.agenda.add(meeting("weekly", NOW, every=WEEK, count=520))
    diary.agenda.add(meeting("tomorrow", NOW + DAY))
    diary.agenda.add(meeting("edge", NOW + 90 * DAY))
    diary.pull()
    assert len(diary.store.meetings) == 13 + 1
    assert max(record.at for record in diary.store.meetings.values()) < NOW + 90 * DAY


def test_the_horizon_of_the_past_bounds_the_list(diary: CalendarWorld) -> None:
    diary.store.since = NOW - WEEK
    for name, ends in (("before", NOW - WEEK), ("across", NOW - WEEK + HOUR / 2), ("after", NOW)):
        diary.agenda.add(meeting(name, ends - HOUR))
    pages = diary.pull()
    assert sorted(diary.store.meetings) == ["across", "after"]
    assert pages[-1].coverage.since == NOW - WEEK
    query = parse_qs(diary.calls[-1].query)
    assert (query["timeMin"], query["timeMax"]) == (["2026-10-26T03:00:00Z"], ["2027-01-31T03:00:00Z"])


def test_events_of_one_series_have_ids_and_keys_of_their_own(diary: CalendarWorld) -> None:
    diary.agenda.add(meeting("weekly", NOW - 2 * WEEK, every=WEEK, count=2, uid="w@x"))
    diary.pull()
    assert {id: record.key for id, record in diary.store.meetings.items()} == {
        "weekly_20261019T030000Z": key_of("w@x", "2026-10-19T03:00:00Z"),
        "weekly_20261026T030000Z": key_of("w@x", "2026-10-26T03:00:00Z"),
    }


def test_one_of_a_series_that_was_moved_keeps_its_key(diary: CalendarWorld) -> None:
    diary.agenda.add(meeting("weekly", NOW - 2 * WEEK, every=WEEK, count=2, uid="w@x"))
    diary.agenda.change("weekly_20261019T030000Z", start=NOW - WEEK + DAY, end=NOW - WEEK + DAY + HOUR)
    diary.pull()
    moved = diary.store.meetings["weekly_20261019T030000Z"]
    assert (moved.at, moved.key) == (NOW - WEEK + DAY, key_of("w@x", "2026-10-19T03:00:00Z"))


@pytest.mark.parametrize("calendars", ["all", ("primary", TEAM)])
def test_a_meeting_on_two_calendars_has_one_key(diary: CalendarWorld, calendars: tuple[str, ...]) -> None:
    diary.calendars = calendars
    diary.account.add(TEAM, zone="America/New_York").add(meeting("copy", uid="same@x", start=NOW - DAY))
    diary.agenda.add(meeting(uid="same@x"))
    diary.pull()
    assert set(diary.store.meetings) == {"talk", of(TEAM, "copy")}
    assert len({record.key for record in diary.store.meetings.values()}) == 1


def test_a_calendar_that_is_hidden_from_view_can_be_read(diary: CalendarWorld) -> None:
    diary.calendars = ("primary", TEAM)
    diary.account.add(TEAM).add(meeting("team"))
    diary.account.hidden.add(TEAM)
    diary.pull()
    assert of(TEAM, "team") in diary.store.meetings


def test_only_calendars_that_are_named_are_read(diary: CalendarWorld) -> None:
    diary.account.add(TEAM).add(meeting("other"))
    diary.agenda.add(meeting())
    diary.pull()
    assert set(diary.store.meetings) == {"talk"}


def test_a_calendar_that_shows_only_busy_times_is_left_out_with_a_note(diary: CalendarWorld) -> None:
    diary.calendars = "all"
    diary.account.add(BOB, role="freeBusyReader", owner=BOB).add(meeting("secret"))
    diary.agenda.add(meeting())
    pages = diary.pull()
    assert set(diary.store.meetings) == {"talk"}
    assert diary.store.notes == {of(BOB): f"the calendar {BOB} was left out: only free and busy times are shared"}
    assert len(diary.calls) == 2
    assert pages[-1].coverage.complete


def test_a_calendar_that_is_not_there_is_a_note_and_the_others_go_on(diary: CalendarWorld) -> None:
    diary.calendars = ("gone@example.org", "primary")
    diary.agenda.add(meeting())
    assert diary.pull()[-1].coverage.complete
    assert set(diary.store.meetings) == {"talk"}
    assert "not on the account's list" in diary.store.notes[of("gone@example.org")]


def test_on_the_primary_calendar_self_under_another_address_is_the_owner_too(diary: CalendarWorld) -> None:
    diary.agenda.aliases = ["ann.stone@example.com"]
    guests = (Guest(email="Ann.Stone@example.com".lower()), Guest(email=BOB))
    diary.agenda.add(meeting(organizer=BOB, guests=guests))
    diary.pull()
    assert diary.store.owner.addresses == (ANN, "ann.stone@example.com")


def test_on_a_shared_calendar_self_is_somebody_else(diary: CalendarWorld) -> None:
    diary.calendars = "all"
    guests = (Guest(email=BOB), Guest(email=ZOE))
    diary.account.add(BOB, role="reader", owner=BOB).add(meeting("theirs", organizer=BOB, guests=guests))
    diary.pull()
    assert diary.store.owner.addresses == (ANN,)
    assert [each.address for each in diary.store.meetings[of(BOB, "theirs")].participants] == [BOB, ZOE]


def test_pages_are_asked_for_until_there_is_no_further_one(diary: CalendarWorld) -> None:
    for number in range(2501):
        diary.agenda.add(meeting(f"m{number}", NOW - number * HOUR))
    pages = diary.pull()
    assert len(diary.store.meetings) == 2501
    assert [page.snapshot is not None for page in pages] == [False, False, True, False]


def test_abandoned_anywhere_the_next_pull_goes_on_with_that_calendar(diary: CalendarWorld) -> None:
    diary.calendars = "all"
    for number in range(4):
        diary.account.add(f"{number}@group.calendar.google.com").add(meeting(f"m{number}"))
    everything = diary.fresh().meetings
    for stop in range(1, 7):
        diary.store.records.clear()
        diary.cursor = None
        pages = diary.pages()
        for _ in range(stop):
            next(pages)
        pages.close()
        diary.pull()
        assert diary.store.meetings == everything
        assert len(diary.calls) == 1 + 5 - max(stop - 1, 0) if stop < 6 else 1


def test_a_round_that_was_abandoned_begins_anew_where_less_is_wanted(diary: CalendarWorld) -> None:
    diary.calendars = "all"
    diary.agenda.add(meeting("old", NOW - 400 * DAY))
    diary.account.add(TEAM).add(meeting("older", NOW - 500 * DAY))
    pages = diary.pages()
    for _ in range(2):
        next(pages)
    pages.close()
    diary.store.since = NOW - 30 * DAY
    assert diary.pull()[-1].coverage.since == NOW - 30 * DAY
    assert of(TEAM, "older") not in diary.store.meetings


def test_a_round_that_was_abandoned_a_week_ago_begins_anew(diary: CalendarWorld) -> None:
    diary.agenda.add(meeting("far", NOW + 95 * DAY))
    pages = diary.pages()
    next(pages)
    pages.close()
    diary.night(after=WEEK)
    assert set(diary.store.meetings) == {"far"}


def test_the_time_of_an_event_is_kept_in_utc(diary: CalendarWorld) -> None:
    diary.account.show(diary.agenda, "owner").zone = "America/New_York"
    at = datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
    diary.agenda.add(meeting("summer", at))
    diary.pull()
    assert diary.store.meetings["summer"].at == at
    assert diary.store.meetings["summer"].at.utcoffset() == timedelta()
