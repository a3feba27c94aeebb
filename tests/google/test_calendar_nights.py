"""The nights of calendars over HTTP: what changed, and nothing else; after a week all of it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from calendar_world import ANN, BOB, DAY, HOUR, NOW, WEEK, ZOE, CalendarWorld, meeting, of

from crmsync.connector import Cursor, Deleted, Forbidden, Interaction, Skipped
from crmsync_sandbox.faults import Refuse
from crmsync_sandbox.life import Guest

TEAM = "team@group.calendar.google.com"
FAIR = "fair@group.calendar.google.com"


@pytest.fixture
def known(diary: CalendarWorld) -> CalendarWorld:
    """After a first pull of a calendar with two single meetings and a series from five weeks ago to one year ahead."""
    diary.agenda.add(meeting("past", NOW - 3 * DAY))
    diary.agenda.add(meeting("ahead", NOW + 3 * DAY, ZOE))
    diary.agenda.add(meeting("weekly", NOW - 5 * WEEK, every=WEEK, count=57))
    diary.pull()
    return diary


def same_as_fresh(diary: CalendarWorld) -> bool:
    return diary.store.meetings == diary.fresh().meetings


def test_a_quiet_night_is_one_request(known: CalendarWorld) -> None:
    pages = known.night()
    assert known.paths == [f"calendars/{ANN}/events"]
    assert known.store.told == []
    assert pages[-1].coverage.complete


def test_a_quiet_night_is_one_request_for_each_calendar(known: CalendarWorld) -> None:
    known.calendars = "all"
    known.account.add(TEAM)
    known.account.add(FAIR)
    known.account.add(BOB, role="freeBusyReader", owner=BOB)
    known.night()
    known.night()
    assert known.paths == [f"calendars/{id}/events" for id in (ANN, FAIR, TEAM)]


def test_what_is_new_moved_or_answered_is_told_and_the_next_night_is_quiet(known: CalendarWorld) -> None:
    known.agenda.add(meeting("new", NOW + 5 * DAY))
    known.agenda.change("ahead", start=NOW + 4 * DAY, end=NOW + 4 * DAY + HOUR)
    known.agenda.answer("past", BOB, "declined")
    known.night()
    assert {record.id for record in known.store.told} == {of(ANN, id) for id in ("new", "ahead", "past")}
    assert known.store.meetings["ahead"].at == NOW + 4 * DAY
    assert [each.declined for each in known.store.meetings["past"].participants] == [False, True]
    known.night()
    assert known.store.told == []


def test_a_cancelled_meeting_is_withdrawn(known: CalendarWorld) -> None:
    known.agenda.cancel("past")
    known.night()
    assert known.store.told == [Deleted(id=of(ANN, "past"))]
    assert "past" not in known.store.meetings


def test_a_meeting_that_lost_its_guests_is_nobodys_and_withdrawn(known: CalendarWorld) -> None:
    known.agenda.change("ahead", guests=(Guest(email=ANN),))
    known.night()
    assert "ahead" not in known.store.meetings


def test_of_a_meeting_that_was_never_told_no_end_is_told(known: CalendarWorld) -> None:
    known.agenda.add(meeting("brief"))
    known.agenda.cancel("brief")
    known.agenda.add(meeting("alone", NOW, guests=()))
    known.night()
    assert known.store.told == []


def test_one_of_a_series_that_was_cancelled_is_withdrawn_alone(known: CalendarWorld) -> None:
    known.agenda.cancel("weekly_20261005T030000Z")
    before = set(known.store.meetings)
    known.night()
    assert before - set(known.store.meetings) == {"weekly_20261005T030000Z"}
    assert known.paths == [f"calendars/{ANN}/events", f"calendars/{ANN}/events/weekly/instances"]
    assert same_as_fresh(known)


def test_a_deleted_series_goes_whole_though_only_some_of_it_is_told(known: CalendarWorld) -> None:
    known.agenda.cancel("weekly")
    known.night()
    assert len([record for record in known.store.told if isinstance(record, Deleted)]) == 2
    assert set(known.store.meetings) == {"past", "ahead"}


def test_a_series_changed_from_some_day_on_keeps_both_halves(known: CalendarWorld) -> None:
    rest = known.agenda.split("weekly", "weekly_20261026T030000Z", guests=(Guest(email=ANN), Guest(email=ZOE)))
    known.night()
    assert rest == "weekly_R20261026T030000"
    halves = [record.participants[1].address for id, record in sorted(known.store.meetings.items()) if "weekly" in id]
    assert (halves.count(BOB), halves.count(ZOE)) == (4, 14)
    assert same_as_fresh(known)


def test_a_cancelled_one_of_the_first_half_leaves_the_second_half_alone(known: CalendarWorld) -> None:
    known.agenda.split("weekly", "weekly_20261026T030000Z")
    known.night()
    before = set(known.store.meetings)
    known.agenda.cancel("weekly_20261005T030000Z")
    known.night()
    assert before - set(known.store.meetings) == {"weekly_20261005T030000Z"}


def test_a_series_of_whole_days_that_was_deleted_goes_whole(known: CalendarWorld) -> None:
    known.agenda.add(meeting("fair", NOW.replace(hour=0), every=DAY, count=9, all_day=True, lasts=DAY))
    known.night()
    assert "fair_20261105" in known.store.meetings
    known.agenda.cancel("fair")
    known.night()
    assert not any("fair" in id for id in known.store.meetings)


def test_a_changed_series_is_told_up_to_the_horizon_only(known: CalendarWorld) -> None:
    known.agenda.change("weekly", guests=(Guest(email=ANN), Guest(email=ZOE)))
    known.night()
    assert len(known.store.told) == 5 + 13
    assert same_as_fresh(known)


def test_a_meeting_moved_beyond_the_horizon_is_withdrawn_until_the_horizon_comes(known: CalendarWorld) -> None:
    known.agenda.change("ahead", start=NOW + 92 * DAY, end=NOW + 92 * DAY + HOUR)
    known.night()
    assert "ahead" not in known.store.meetings
    known.night(after=WEEK)
    assert known.store.meetings["ahead"].at == NOW + 92 * DAY


def test_the_horizon_is_the_same_at_night_as_in_a_full_list(diary: CalendarWorld) -> None:
    diary.store.now += timedelta(microseconds=500_000)
    diary.agenda.add(meeting("edge", NOW + 90 * DAY))
    diary.pull()
    diary.agenda.answer("edge", BOB, "tentative")
    diary.night()
    assert diary.store.meetings == {}


def test_after_a_week_all_is_listed_and_the_horizon_moves(known: CalendarWorld) -> None:
    assert len(known.store.meetings) == 2 + 5 + 13
    known.night(after=6 * DAY)
    assert len(known.store.meetings) == 2 + 5 + 13
    known.night(after=DAY)
    assert known.paths == ["users/me/calendarList", f"calendars/{ANN}/events"]
    assert len(known.store.meetings) == 2 + 5 + 14
    known.night(after=6 * DAY)
    assert len(known.calls) == 1


def test_an_expired_token_ends_in_the_same_state(known: CalendarWorld) -> None:
    known.agenda.cancel("weekly")
    known.agenda.cancel("past")
    known.agenda.add(meeting("new"))
    known.agenda.expire_sync_tokens()
    known.night()
    assert [call.status for call in known.calls] == [410, 200]
    assert set(known.store.meetings) == {"ahead", "new"}
    assert same_as_fresh(known)
    known.night()
    assert [call.status for call in known.calls] == [200]


def test_a_token_that_expires_on_one_calendar_costs_the_others_nothing(known: CalendarWorld) -> None:
    known.calendars = "all"
    known.account.add(TEAM).add(meeting("team"))
    known.night()
    known.account.agenda(TEAM).expire_sync_tokens()
    known.night()
    assert [(call.path.split("/")[4], call.status) for call in known.calls] == [(ANN, 200), (TEAM, 410), (TEAM, 200)]


def test_a_calendar_without_a_token_is_listed_again(known: CalendarWorld) -> None:
    assert known.cursor
    known.cursor = Cursor(json.dumps(json.loads(known.cursor) | {"tokens": {ANN: ""}}))
    known.agenda.cancel("past")
    known.night()
    assert len(known.calls) == 1
    assert "timeMax" in known.calls[0].query
    assert "past" not in known.store.meetings


def test_a_token_that_calendar_can_not_read_is_one_that_has_expired(known: CalendarWorld) -> None:
    assert known.cursor
    parts = json.loads(known.cursor)
    known.cursor = Cursor(json.dumps(parts | {"tokens": {ANN: "nonsense"}}))
    known.agenda.cancel("past")
    known.night()
    assert "past" not in known.store.meetings


def test_meetings_older_than_the_horizon_of_the_past_stay(diary: CalendarWorld) -> None:
    diary.agenda.add(meeting("old", NOW - 400 * DAY))
    diary.pull()
    diary.store.since, diary.cursor = NOW - 30 * DAY, None
    diary.pull()
    assert "old" in diary.store.meetings


def test_of_a_series_that_is_cut_what_ended_before_the_horizon_of_the_past_stays(diary: CalendarWorld) -> None:
    diary.store.since = NOW - 2 * WEEK
    diary.agenda.add(meeting("weekly", NOW - 5 * WEEK, every=WEEK, count=10))
    diary.pull()
    diary.agenda.change("weekly", guests=(Guest(email=ANN), Guest(email=ZOE)))
    diary.night()
    told = set(diary.store.meetings)
    assert "weekly_20260928T030000Z" in told
    diary.agenda.cancel("weekly_20261026T030000Z")
    diary.night()
    assert told - set(diary.store.meetings) == {"weekly_20261026T030000Z"}


def test_a_calendar_that_is_no_longer_chosen_is_withdrawn_the_same_night(known: CalendarWorld) -> None:
    known.calendars = ("primary", TEAM)
    known.account.add(TEAM).add(meeting("team"))
    known.night()
    assert of(TEAM, "team") in known.store.meetings
    known.calendars = ("primary",)
    known.night()
    assert not any(id.startswith(of(TEAM)) for id in known.store.records)
    assert "past" in known.store.meetings


@pytest.mark.parametrize("after", [DAY, WEEK])
def test_a_calendar_that_has_vanished_keeps_its_meetings(known: CalendarWorld, after: object) -> None:
    known.calendars = "all"
    known.account.add(TEAM).add(meeting("team"))
    known.night()
    known.account.remove(TEAM)
    known.agenda.cancel("past")
    known.night(after=after)  # type: ignore[arg-type] # a parameter
    assert of(TEAM, "team") in known.store.meetings
    assert "past" not in known.store.meetings
    assert "was left out" in known.store.notes[of(TEAM)]
    known.night()
    # Until the list of calendars is read again nobody knows that it is not only in trouble, so it is asked each night.
    assert len(known.calls) == (2 if after == DAY else 1)


def test_a_calendar_that_comes_back_is_read_again_and_its_note_goes(known: CalendarWorld) -> None:
    known.calendars = "all"
    team = known.account.add(TEAM)
    team.add(meeting("team"))
    known.night()
    known.account.remove(TEAM)
    known.night()
    team.cancel("team")
    team.add(meeting("again"))
    known.account.show(team, "reader")
    known.night(after=WEEK)
    assert of(TEAM, "again") in known.store.meetings
    assert of(TEAM, "team") not in known.store.meetings
    assert known.store.notes == {}


def test_a_calendar_that_no_longer_says_who_takes_part_keeps_its_meetings(known: CalendarWorld) -> None:
    known.calendars = "all"
    team = known.account.add(TEAM)
    team.add(meeting("team"))
    known.night()
    known.account.show(team, "freeBusyReader")
    team.change("team", start=NOW, end=NOW + HOUR)
    known.night()
    assert known.store.meetings[of(TEAM, "team")].at == NOW - DAY
    assert "free and busy" in known.store.notes[of(TEAM)]


@pytest.mark.parametrize("status", [403, 404])
def test_the_account_s_own_calendar_that_can_not_be_read_is_the_account_s_trouble(
    known: CalendarWorld, status: int
) -> None:
    """A note would let the run pass for a good one, and its user for somebody whom nobody meets."""
    known.sandbox.faults.add(Refuse(status=status, reason="forbidden"), service="google-calendar")
    known.agenda.cancel("past")
    with pytest.raises(Forbidden, match=f"primary calendar of {ANN} can't be read: .* {status}.*Make a new login"):
        known.night()
    assert "past" in known.store.meetings
    known.night()
    assert "past" not in known.store.meetings


@pytest.fixture
def with_team(known: CalendarWorld) -> CalendarWorld:
    """After a first pull of the primary calendar and of the team's, which holds one meeting."""
    known.calendars = ("primary", TEAM)
    known.account.add(TEAM).add(meeting("team"))
    known.pull()
    return known


def refuse_team(diary: CalendarWorld, *, times: int = 1) -> None:
    diary.sandbox.faults.add(Refuse(status=403, reason="forbidden"), path=f"{TEAM}/events", times=times)


def test_a_forbidden_calendar_is_a_note_each_night_and_asked_again_the_next(with_team: CalendarWorld) -> None:
    refuse_team(with_team, times=2)
    note = Skipped(id=of(TEAM), reason=f"the calendar {TEAM} was left out: Google Calendar answered 403")
    for _ in range(2):
        assert with_team.night()[-1].coverage.complete
        assert with_team.store.told == [note]
        assert with_team.paths == [f"calendars/{id}/events" for id in (ANN, TEAM)]
    assert of(TEAM, "team") in with_team.store.meetings


def test_it_heals_with_the_first_night_that_can_read_it(with_team: CalendarWorld) -> None:
    refuse_team(with_team)
    with_team.night()
    with_team.account.agenda(TEAM).cancel("team")
    with_team.night()
    assert with_team.store.told == [Deleted(id=of(TEAM)), Deleted(id=of(TEAM, "team"))]
    assert with_team.store.notes == {}
    assert len(with_team.calls) == 2
    with_team.night()
    assert with_team.store.told == []


def test_a_calendar_that_a_full_list_could_not_read_is_listed_the_next_night(with_team: CalendarWorld) -> None:
    refuse_team(with_team)
    with_team.night(after=WEEK)
    assert set(with_team.store.notes) == {of(TEAM)}
    with_team.account.agenda(TEAM).cancel("team")
    with_team.night()
    assert with_team.store.notes == {}
    assert of(TEAM, "team") not in with_team.store.meetings


def test_a_calendar_that_is_named_and_gone_is_told_each_night_until_it_is_back(with_team: CalendarWorld) -> None:
    team = with_team.account.agenda(TEAM)
    with_team.account.remove(TEAM)
    for after in (WEEK, DAY, DAY):
        with_team.night(after=after)
        assert [record.id for record in with_team.store.told if isinstance(record, Skipped)] == [of(TEAM)]
        assert "not on the account's list" in with_team.store.notes[of(TEAM)]
    assert of(TEAM, "team") in with_team.store.meetings
    with_team.account.show(team, "reader")
    with_team.night()
    assert with_team.store.notes == {}
    with_team.night()
    assert len(with_team.calls) == 2


def test_a_night_that_was_abandoned_tells_all_of_it_again(known: CalendarWorld) -> None:
    known.agenda.cancel("weekly")
    known.agenda.add(meeting("new"))
    known.store.now += DAY
    pages = known.pages()
    next(pages)
    pages.close()
    assert len(known.store.meetings) > 3
    known.pull()
    assert set(known.store.meetings) == {"past", "ahead", "new"}


def test_what_is_told_of_one_calendar_is_told_once_though_another_is_still_to_come(known: CalendarWorld) -> None:
    known.calendars = "all"
    known.account.add(TEAM)
    known.night()
    known.agenda.add(meeting("new"))
    pages = known.pages()
    told = [next(pages) for _ in range(2)]
    pages.close()
    assert [len(page.records) for page in told] == [1, 0]
    known.pull()
    assert known.store.told == []


def test_new_addresses_of_the_owner_are_told_when_they_show(known: CalendarWorld) -> None:
    known.agenda.aliases = ["ann.stone@example.com"]
    known.agenda.add(meeting("new", guests=(Guest(email="ann.stone@example.com"), Guest(email=BOB))))
    known.night()
    assert known.store.owner.addresses == (ANN, "ann.stone@example.com")
    known.agenda.cancel("new")
    known.night(after=WEEK)
    assert known.store.owner.addresses == (ANN, "ann.stone@example.com")


def test_a_meeting_that_ends_without_any_news_needs_none(known: CalendarWorld) -> None:
    """It was told with its time while it lay ahead: the core counts it once that time has come."""
    ahead = known.store.meetings["ahead"]
    for _ in range(5):
        known.night()
    assert known.store.meetings["ahead"] == replace(ahead)
    assert not any(isinstance(record, Interaction | Skipped) for record in known.store.told)
