"""Calendars and events, as lists show them."""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from calendar_client import BOB, DAY, HOUR, START, WEEK, Client, client, meeting
from gmail_client import OWNER

from crmsync_sandbox.faults import EmptyPage
from crmsync_sandbox.google.answering import CANARY
from crmsync_sandbox.life import Guest

TEAM = "team@group.calendar.google.com"


@pytest.fixture
def calendar() -> Iterator[Client]:
    with client() as opened:
        yield opened


def test_the_list_says_what_may_be_done_where(calendar: Client) -> None:
    calendar.account.add(TEAM, role="reader", zone="Asia/Tokyo")
    items = calendar.get("users/me/calendarList").body["items"]
    assert [(one["id"], one["accessRole"], one["timeZone"], one.get("primary")) for one in items] == [
        (OWNER, "owner", "Europe/London", True),
        (TEAM, "reader", "Asia/Tokyo", None),
    ]


def test_a_hidden_calendar_is_listed_on_request_and_read_like_others(calendar: Client) -> None:
    calendar.account.add(TEAM).add(meeting())
    calendar.account.hidden.add(TEAM)
    lists = [calendar.get("users/me/calendarList", showHidden=asked).body["items"] for asked in ("false", "true")]
    assert [[one["id"] for one in items] for items in lists] == [[OWNER], [OWNER, TEAM]]
    assert calendar.ids(TEAM) == ["m1"]


def test_the_list_of_calendars_has_pages(calendar: Client) -> None:
    for number in range(4):
        calendar.account.add(f"{number}@group.calendar.google.com")
    seen: list[str] = []
    token: dict[str, str] = {}
    for _ in range(3):
        page = calendar.get("users/me/calendarList", maxResults=2, **token).body
        seen += [one["id"] for one in page["items"]]
        token = {"pageToken": page.get("nextPageToken", "")}
    assert len(seen) == len(set(seen)) == 5
    assert token == {"pageToken": ""}


@pytest.mark.parametrize("name", ["primary", OWNER])
def test_the_primary_calendar_has_two_names(calendar: Client, name: str) -> None:
    calendar.agenda.add(meeting())
    assert calendar.ids(calendar=name) == ["m1"]


def test_an_event_says_who_when_and_whose(calendar: Client) -> None:
    calendar.agenda.add(meeting(uid="u@x"))
    [event] = calendar.events().body["items"]
    assert event["start"] == {"dateTime": "2026-11-02T09:00:00+00:00", "timeZone": "Europe/London"}
    assert event["iCalUID"] == "u@x"
    assert event["organizer"] == {"email": OWNER, "self": True}
    assert event["attendees"] == [
        {"email": OWNER, "organizer": True, "self": True, "responseStatus": "accepted"},
        {"email": BOB, "displayName": "Bob", "responseStatus": "needsAction"},
    ]


def test_private_fields_hold_the_canary(calendar: Client) -> None:
    calendar.agenda.add(meeting())
    [event] = calendar.events().body["items"]
    for name in ("summary", "description", "location", "hangoutLink", "conferenceData", "attachments"):
        assert CANARY in json.dumps(event[name])


def test_of_whole_days_only_dates_are_told(calendar: Client) -> None:
    calendar.agenda.add(meeting(start=START.replace(hour=0), end=START.replace(hour=0) + DAY, all_day=True))
    [event] = calendar.events().body["items"]
    assert (event["start"], event["end"]) == ({"date": "2026-11-02"}, {"date": "2026-11-03"})


def test_a_series_is_one_event_or_many(calendar: Client) -> None:
    calendar.agenda.add(meeting("s1", every=WEEK, count=3))
    assert calendar.ids() == [f"s1_{start:%Y%m%dT%H%M%SZ}" for start in (START, START + WEEK, START + 2 * WEEK)]
    [series] = calendar.events(singleEvents="false").body["items"]
    assert (series["id"], series["recurrence"]) == ("s1", ["RRULE:FREQ=WEEKLY;INTERVAL=1;COUNT=3"])
    assert calendar.ids(singleEvents="false") == ["s1"]


def test_what_was_called_off_of_a_series_is_cancelled_from_the_start(calendar: Client) -> None:
    calendar.agenda.add(meeting("s1", every=WEEK, count=3, called_off=frozenset({START + WEEK})))
    assert calendar.ids() == ["s1_20261102T090000Z", "s1_20261116T090000Z"]
    cancelled = calendar.get("calendars/primary/events/s1_20261109T090000Z").body
    assert (cancelled["status"], cancelled["recurringEventId"]) == ("cancelled", "s1")
    calendar.agenda.change("s1", title="Another")
    assert calendar.ids() == ["s1_20261102T090000Z", "s1_20261116T090000Z"]


def test_one_of_a_series_knows_its_series_and_when_it_was_to_begin(calendar: Client) -> None:
    calendar.agenda.add(meeting("s1", every=WEEK, count=2))
    calendar.agenda.change("s1_20261109T090000Z", start=START + WEEK + HOUR, end=START + WEEK + 2 * HOUR)
    moved = calendar.get("calendars/primary/events/s1_20261109T090000Z").body
    assert moved["recurringEventId"] == "s1"
    assert moved["originalStartTime"]["dateTime"] == "2026-11-09T09:00:00+00:00"
    assert moved["start"]["dateTime"] == "2026-11-09T10:00:00+00:00"
    assert calendar.ids(singleEvents="false") == ["s1", "s1_20261109T090000Z"]


def test_the_window_bounds_ends_from_below_and_starts_from_above_exclusively(calendar: Client) -> None:
    for name, start in (("early", START), ("middle", START + HOUR), ("late", START + 2 * HOUR)):
        calendar.agenda.add(meeting(name, start))

    def text(at: datetime) -> str:
        return f"{at:%Y-%m-%dT%H:%M:%SZ}"

    assert calendar.ids(timeMin=text(START + HOUR)) == ["late", "middle"]
    assert calendar.ids(timeMax=text(START + 2 * HOUR)) == ["early", "middle"]
    assert calendar.ids(timeMin=text(START + HOUR), timeMax=text(START + 2 * HOUR)) == ["middle"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"timeMin": "2026-11-02T09:00:00"},
        {"timeMin": "yesterday"},
        {"timeMin": "2026-11-02T09:00:00Z", "timeMax": "2026-11-02T09:00:00Z"},
        {"maxResults": "many"},
        {"fields": "items(colour)"},
        {"fields": "items("},
        {"pageToken": "x"},
        {"syncToken": "x"},
    ],
    ids=str,
)
def test_nonsense_is_refused(calendar: Client, wrong: dict[str, str]) -> None:
    assert calendar.events(**wrong).status == 400


def test_masks_are_honoured(calendar: Client) -> None:
    calendar.agenda.add(meeting())
    assert calendar.events(fields="items(id,attendees/email),timeZone").body == {
        "items": [{"id": "m1", "attendees": [{"email": OWNER}, {"email": BOB}]}],
        "timeZone": "Europe/London",
    }


def test_cancelled_events_are_shown_on_request(calendar: Client) -> None:
    calendar.agenda.add(meeting())
    calendar.agenda.add(meeting("s1", every=WEEK, count=2))
    calendar.agenda.cancel("m1")
    calendar.agenda.cancel("s1_20261102T090000Z")
    assert calendar.ids() == ["s1_20261109T090000Z"]
    gone, one, _ = calendar.events(showDeleted="true").body["items"]
    assert set(gone) == {"kind", "etag", "id", "status"}
    assert set(one) == {"kind", "etag", "id", "status", "recurringEventId", "originalStartTime"}


def test_too_many_guests_are_left_out(calendar: Client) -> None:
    calendar.agenda.add(meeting(guests=(Guest(email=OWNER), *(Guest(email=f"{n}@x.org") for n in range(5)))))
    [event] = calendar.events(maxAttendees=3).body["items"]
    assert [one["email"] for one in event["attendees"]] == [OWNER]
    assert event["attendeesOmitted"]
    assert "attendeesOmitted" not in calendar.events(maxAttendees=6).body["items"][0]


def test_who_sees_only_busy_times_sees_nobody(calendar: Client) -> None:
    calendar.account.add(BOB, role="freeBusyReader", owner=BOB).add(meeting())
    answer = calendar.events(calendar=BOB).body
    assert answer["accessRole"] == "freeBusyReader"
    assert not {"attendees", "organizer", "iCalUID", "summary"} & set(answer["items"][0])


def test_on_a_shared_calendar_self_is_its_owner(calendar: Client) -> None:
    calendar.account.add(BOB, role="reader", owner=BOB).add(meeting())
    [event] = calendar.events(calendar=BOB).body["items"]
    assert [one["email"] for one in event["attendees"] if one.get("self")] == [BOB]


def test_instances_are_those_of_one_series(calendar: Client) -> None:
    calendar.agenda.add(meeting("s1", every=WEEK, count=3))
    calendar.agenda.add(meeting("s2", every=WEEK, count=3))
    calendar.agenda.cancel("s1_20261109T090000Z")
    answer = calendar.get("calendars/primary/events/s1/instances", timeMax="2026-11-17T00:00:00Z")
    assert [event["id"] for event in answer.body["items"]] == ["s1_20261102T090000Z", "s1_20261116T090000Z"]
    assert "nextSyncToken" not in answer.body


@pytest.mark.parametrize("path", ["events/none", "events/none/instances", "events/m1/instances", "nonsense"])
def test_what_is_not_there_is_not_found(calendar: Client, path: str) -> None:
    calendar.agenda.add(meeting())
    reply = calendar.get(f"calendars/primary/{path}")
    assert (reply.status, reply.reason) == (404, "notFound")


def test_a_calendar_that_is_not_on_the_list_is_not_found(calendar: Client) -> None:
    calendar.account.add(TEAM)
    calendar.account.remove(TEAM)
    assert calendar.events(calendar=TEAM).status == 404


def test_an_empty_page_may_have_a_successor(calendar: Client) -> None:
    calendar.agenda.add(meeting())
    calendar.sandbox.faults.add(EmptyPage(), service="google-calendar")
    empty = calendar.events().body
    assert empty["items"] == []
    assert calendar.ids(pageToken=empty["nextPageToken"]) == ["m1"]
