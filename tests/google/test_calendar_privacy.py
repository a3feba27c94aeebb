"""What is asked of Calendar, and that nothing private comes back."""

from urllib.parse import parse_qs

import pytest
from calendar_world import ANN, BOB, NOW, WEEK, CalendarWorld, meeting, of

from crmsync.connector import EmailAddress

PRIVATE = ("summary", "description", "location", "hangoutLink", "conferenceData", "attachments", "htmlLink", "*")


def a_life(diary: CalendarWorld) -> list[object]:
    """A first pull, a night with a series cut, a night with an expired token, a week later: everything ever asked."""
    diary.agenda.add(meeting("weekly", NOW, every=WEEK, count=9))
    diary.agenda.add(meeting())
    pages: list[object] = [*diary.pages()]
    diary.agenda.cancel("weekly_20261109T030000Z")
    pages += diary.pages()
    diary.agenda.expire_sync_tokens()
    pages += diary.pages()
    diary.store.now += WEEK
    pages += diary.pages()
    return pages


def test_no_private_text_is_told_and_every_request_has_a_mask(diary: CalendarWorld) -> None:
    assert "CANARY" not in repr(a_life(diary))
    assert len(diary.store.meetings) == 1 + 8
    masks = [parse_qs(call.query).get("fields", [""])[0] for call in diary.calls]
    assert len(masks) == 2 + 2 + 2 + 2
    assert all(masks)
    assert [mask for mask in masks if any(name in mask for name in PRIVATE)] == []


def test_a_title_is_asked_for_only_by_choice(diary: CalendarWorld) -> None:
    diary.store.subjects = True
    diary.agenda.add(meeting())
    diary.pull()
    assert diary.store.meetings["talk"].subject == "CANARY summary of talk"
    assert "summary" in parse_qs(diary.calls[-1].query)["fields"][0]


def test_only_reading_is_asked_for(diary: CalendarWorld) -> None:
    assert {scope.rpartition("/")[2] for scope in diary.source().scopes()} == {
        "calendar.calendarlist.readonly",
        "calendar.events.readonly",
    }
    a_life(diary)
    assert {call.method for call in diary.calls} == {"GET"}
    assert {call.account for call in diary.calls} == {ANN}


DOCTOR = EmailAddress("doctor@clinic.example")


@pytest.fixture
def shared(diary: CalendarWorld) -> CalendarWorld:
    """The doctor, who is never to be logged, shows Ann her calendar."""
    diary.calendars = "all"
    diary.agenda.add(meeting())
    diary.account.add(DOCTOR, role="reader", owner=DOCTOR).add(meeting("round", organizer=DOCTOR))
    diary.store.never_log = {DOCTOR}
    return diary


def test_a_calendar_of_somebody_who_is_never_logged_is_not_read_and_nothing_names_it(shared: CalendarWorld) -> None:
    pages = [*shared.pull(), *shared.night(), *shared.night(after=WEEK)]
    assert set(shared.store.meetings) == {"talk"}
    assert DOCTOR not in repr(pages)
    assert not any(DOCTOR in call.path for call in shared.sandbox.meter.log)


def test_one_that_is_named_all_the_same_is_not_read_either(shared: CalendarWorld) -> None:
    shared.calendars = ("primary", DOCTOR)
    assert DOCTOR not in repr([*shared.pull(), *shared.night()])
    assert len(shared.calls) == 1


def test_what_was_read_before_is_withdrawn_the_same_night_and_the_next_is_quiet(shared: CalendarWorld) -> None:
    shared.store.never_log = set()
    shared.pull()
    assert of(DOCTOR, "round") in shared.store.meetings
    shared.store.never_log = {DOCTOR}
    pages = shared.night()
    assert set(shared.store.meetings) == {"talk"}
    assert DOCTOR not in repr(pages)
    shared.night()
    assert shared.paths == [f"calendars/{ANN}/events"]


def test_the_account_s_own_calendar_is_read_whoever_is_never_logged(shared: CalendarWorld) -> None:
    shared.store.never_log = {DOCTOR, ANN}
    shared.pull()
    shared.night()
    assert set(shared.store.meetings) == {"talk"}
    assert shared.paths == [f"calendars/{ANN}/events"]


def test_no_address_of_a_calendar_or_of_a_program_stands_in_an_id_or_a_key(diary: CalendarWorld) -> None:
    diary.agenda.add(meeting(uid=f"2026-{BOB}"))
    diary.pull()
    [talk] = diary.store.meetings.values()
    assert "@" not in f"{talk.id} {talk.key}"
