"""One event as Calendar tells it, from anybody: what is made of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from calendar_world import ANN, BOB, NOW, ZOE, key_of, of
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import Deleted, EmailAddress, Interaction, Participant, Role, Signal, Skipped
from crmsync_google.calendar.events import Sheet, own_addresses, read_event

NEW_YORK = ZoneInfo("America/New_York")


def event(**fields: Any) -> dict[str, Any]:
    """An event of Ann's with Bob; None takes a field away."""
    whole = {
        "id": "e1",
        "status": "confirmed",
        "iCalUID": "e1@google.com",
        "start": {"dateTime": "2026-11-03T09:00:00Z"},
        "end": {"dateTime": "2026-11-03T09:30:00Z"},
        "organizer": {"email": ANN, "self": True},
        "attendees": [{"email": ANN, "self": True, "organizer": True}, {"email": BOB, "responseStatus": "accepted"}],
        **fields,
    }
    return {name: value for name, value in whole.items() if value is not None}


def told(*, zone: ZoneInfo = NEW_YORK, subjects: bool = False, **fields: Any) -> Interaction | Skipped | Deleted:
    sheet = Sheet(calendar=ANN, zone=zone, horizon=NOW + timedelta(days=90), subjects=subjects)
    return read_event(event(**fields), sheet)


def interaction(**fields: Any) -> Interaction:
    record = told(**fields)
    assert isinstance(record, Interaction)
    return record


def people(*attendees: dict[str, Any], **fields: Any) -> list[Participant]:
    return list(interaction(attendees=[{"email": ZOE}, *attendees], **fields).participants)[1:]


@pytest.mark.parametrize("kind", ["outOfOffice", "focusTime", "workingLocation", "birthday"])
def test_some_types_of_event_are_nobodys(kind: str) -> None:
    assert told(eventType=kind) == Deleted(id=of(ANN, "e1"))


@pytest.mark.parametrize("kind", ["default", "fromGmail", None, "somethingNew"])
def test_others_are_meetings(kind: str | None) -> None:
    assert interaction(eventType=kind).participants


def test_of_a_cancelled_event_nothing_but_its_id_is_needed() -> None:
    sheet = Sheet(calendar=ANN, zone=UTC, horizon=NOW, subjects=True)
    assert read_event({"id": "e1", "status": "cancelled"}, sheet) == Deleted(id=of(ANN, "e1"))


@pytest.mark.parametrize("attendees", [None, [], [{"email": ANN, "self": True}], [{"email": "?"}]])
def test_an_event_without_other_people_is_nobodys(attendees: object) -> None:
    assert isinstance(told(attendees=attendees), Deleted)


def test_a_meeting_of_the_owner_with_another_address_of_theirs_is_nobodys() -> None:
    both = [{"email": ANN, "self": True}, {"email": "ann.stone@example.com", "self": True}]
    assert isinstance(told(attendees=both), Deleted)


@pytest.mark.parametrize(
    "room",
    [
        {"email": "room@example.com", "resource": True},
        {"email": "c_188@resource.calendar.google.com"},
        {"email": "team@group.calendar.google.com"},
    ],
)
def test_rooms_are_nobody(room: dict[str, Any]) -> None:
    assert people(room) == [Participant(address=ANN, role=Role.ORGANIZER)]
    assert isinstance(told(attendees=[{"email": ANN, "self": True}, room]), Deleted)


@pytest.mark.parametrize("answer", ["needsAction", "tentative", "accepted", None, "somethingNew"])
def test_an_answer_that_is_not_no_is_yes(answer: str | None) -> None:
    assert people({"email": BOB, "responseStatus": answer})[0] == Participant(address=BOB, role=Role.ATTENDEE)


def test_no_is_no() -> None:
    assert people({"email": BOB, "responseStatus": "declined"})[0].declined


def test_the_organizer_is_known_by_address_too() -> None:
    assert people({"email": BOB}, organizer={"email": BOB.upper()})[0].role is Role.ORGANIZER


def test_an_owner_who_organizes_and_is_not_among_the_attendees_takes_part() -> None:
    """As with meetings that a booking page makes: it names the guest alone."""
    both = interaction(attendees=[{"email": BOB}]).participants
    assert both == (Participant(address=BOB, role=Role.ATTENDEE), Participant(address=ANN, role=Role.ORGANIZER))


def test_somebody_else_who_only_organizes_does_not() -> None:
    both = interaction(attendees=[{"email": ANN, "self": True}, {"email": BOB}], organizer={"email": ZOE}).participants
    assert [each.address for each in both] == [ANN, BOB]


def test_who_is_invited_twice_is_told_once_and_has_not_declined_unless_both_say_so() -> None:
    twice = [{"email": BOB.upper(), "responseStatus": "declined"}, {"email": BOB, "displayName": "Bob"}]
    assert people(*twice)[0] == Participant(address=BOB, role=Role.ATTENDEE, name="Bob")


def test_the_owners_addresses_are_those_of_attendees_that_are_self() -> None:
    events = [event(), event(attendees=[{"email": "Ann.Stone@example.com", "self": True}, {"email": BOB}])]
    assert list(own_addresses(events)) == [ANN, "ann.stone@example.com"]


def test_a_whole_day_begins_at_midnight_in_the_calendars_zone_and_ends_before_its_end() -> None:
    record = interaction(start={"date": "2026-11-01"}, end={"date": "2026-11-02"})
    assert record.at == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert record.duration == timedelta(hours=25)  # summer time ends that night
    assert record.signals == {Signal.ALL_DAY}
    assert record.key == key_of("e1@google.com", "2026-11-01")


def test_a_time_without_an_offset_is_one_of_its_own_zone() -> None:
    start = {"dateTime": "2026-11-03T09:00:00", "timeZone": "Europe/Berlin"}
    assert interaction(start=start).at == datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert interaction(start={**start, "timeZone": "Mars/Base"}).at == datetime(2026, 11, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize("end", [None, {}, {"dateTime": "soon"}, {"dateTime": "2020-01-01T00:00:00Z"}])
def test_without_an_end_that_can_be_read_it_lasts_no_time(end: object) -> None:
    assert interaction(end=end).duration == timedelta()


@pytest.mark.parametrize(
    "start",
    [
        None,
        {},
        {"dateTime": "soon"},
        {"date": None},
        {"dateTime": "0001-01-01T00:00:00+14:00"},
        {"date": "0001-01-01"},
        {"dateTime": "0025-11-03T09:00:00Z"},  # typed so
        {"date": "9001-01-01"},
    ],
)
def test_without_a_start_that_can_be_read_it_is_skipped(start: object) -> None:
    assert told(start=start) == Skipped(id=of(ANN, "e1"), reason="no start that can be read")


def test_what_begins_at_the_horizon_is_not_told() -> None:
    horizon = {"dateTime": "2027-01-31T03:00:00Z"}
    assert isinstance(told(start=horizon), Deleted)


def test_where_people_are_left_out_it_is_incomplete() -> None:
    assert interaction(attendeesOmitted=True).signals == {Signal.INCOMPLETE}
    crowd = [{"email": f"{number}@example.org"} for number in range(600)]
    record = interaction(attendees=crowd)
    assert record.signals == {Signal.INCOMPLETE}
    assert len(record.participants) == 500


def test_the_key_of_one_of_a_series_is_when_it_was_to_begin() -> None:
    planned = {"dateTime": "2026-11-03T10:00:00+01:00", "timeZone": "Europe/Berlin"}
    assert interaction(originalStartTime=planned).key == key_of("e1@google.com", "2026-11-03T09:00:00Z")
    assert interaction(iCalUID=None).key is None


def test_a_title_is_told_only_by_choice() -> None:
    assert interaction(summary="A title").subject is None
    assert interaction(summary="A\n title \x00", subjects=True).subject == "A title"


Anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)
Moments = st.dictionaries(st.sampled_from(["date", "dateTime", "timeZone"]), Anything)
Attendees = st.lists(
    st.dictionaries(
        st.sampled_from(["email", "displayName", "responseStatus", "self", "resource", "organizer"]), Anything
    )
)


@given(Moments, Moments, Moments, Attendees, Anything, Anything)
def test_whatever_stands_in_an_event_there_is_a_record(
    start: object, end: object, planned: object, attendees: object, uid: object, title: object
) -> None:
    record = told(
        start=start, end=end, originalStartTime=planned, attendees=attendees, iCalUID=uid, summary=title, subjects=True
    )
    assert record.id == of(ANN, "e1")


def test_long_texts_are_cut_and_quick() -> None:
    name, long = "N" * 1_000_000, "x" * 1_000_000
    record = interaction(attendees=[{"email": BOB, "displayName": name}], summary=long, iCalUID=long, subjects=True)
    assert len(record.participants[0].name) == 200
    assert len(record.subject or "") == 500
    assert len(record.key or "") < 550
    assert EmailAddress(long + "@x.org") not in {one.address for one in record.participants}
