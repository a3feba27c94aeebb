"""Sync tokens: what has changed since, and how they end."""

from collections.abc import Iterator

import pytest
from calendar_client import BOB, DAY, HOUR, START, WEEK, Client, client, meeting

from crmsync_sandbox.calendar.agenda import TOLD_OF_A_DELETED_SERIES
from crmsync_sandbox.life import Guest

TEAM = "team@group.calendar.google.com"


@pytest.fixture
def calendar() -> Iterator[Client]:
    with client() as opened:
        opened.agenda.add(meeting())
        opened.agenda.add(meeting("s1", every=WEEK, count=10))
        yield opened


def test_only_the_last_page_has_a_token(calendar: Client) -> None:
    first = calendar.events(maxResults=6).body
    assert "nextSyncToken" not in first
    last = calendar.events(maxResults=6, pageToken=first["nextPageToken"]).body
    assert "nextPageToken" not in last
    assert calendar.ids(syncToken=last["nextSyncToken"]) == []


@pytest.mark.parametrize(("asked", "held"), [("5000", 2500), ("", 250)])
def test_a_page_holds_250_and_at_most_2500(calendar: Client, asked: str, held: int) -> None:
    for number in range(2500):
        calendar.agenda.add(meeting(f"n{number:04}"))
    assert len(calendar.ids(maxResults=asked)) == held


def test_what_has_changed_is_told_once(calendar: Client) -> None:
    token = calendar.sync_token()
    calendar.agenda.add(meeting("new"))
    calendar.agenda.answer("m1", BOB, "declined")
    assert calendar.ids(syncToken=token) == ["m1", "new"]
    token = calendar.sync_token(syncToken=token)
    assert calendar.ids(syncToken=token) == []


def test_what_happens_between_two_pages_is_told_with_the_token(calendar: Client) -> None:
    first = calendar.events(maxResults=6).body
    calendar.agenda.add(meeting("a0"))
    last = calendar.events(maxResults=60, pageToken=first["nextPageToken"]).body
    assert "a0" not in [event["id"] for event in first["items"] + last["items"]]
    assert calendar.ids(syncToken=last["nextSyncToken"]) == ["a0"]


def test_cancelled_events_are_told(calendar: Client) -> None:
    token = calendar.sync_token()
    calendar.agenda.cancel("m1")
    calendar.agenda.cancel("s1_20261109T090000Z")
    news = calendar.events(syncToken=token).body["items"]
    assert [(event["id"], event["status"]) for event in news] == [
        ("m1", "cancelled"),
        ("s1_20261109T090000Z", "cancelled"),
    ]


def test_of_a_deleted_series_only_some_events_are_told_and_all_are_gone(calendar: Client) -> None:
    token = calendar.sync_token()
    calendar.agenda.cancel("s1")
    assert len(calendar.ids(syncToken=token)) == TOLD_OF_A_DELETED_SERIES
    assert calendar.ids() == ["m1"]
    assert calendar.get("calendars/primary/events/s1/instances").status == 404


def test_a_changed_series_is_told_to_its_end_whatever_the_window_was(calendar: Client) -> None:
    token = calendar.sync_token(timeMax="2026-11-10T00:00:00Z")
    calendar.agenda.change("s1", guests=(Guest(email=BOB),))
    assert len(calendar.ids(syncToken=token)) == 10


def test_one_that_differed_keeps_its_difference(calendar: Client) -> None:
    calendar.agenda.change("s1_20261109T090000Z", start=START + WEEK + DAY, end=START + WEEK + DAY + HOUR)
    calendar.agenda.change("s1", guests=(Guest(email=BOB),))
    one = calendar.get("calendars/primary/events/s1_20261109T090000Z").body
    assert one["start"]["dateTime"].startswith("2026-11-10")


def test_a_moved_series_has_other_events(calendar: Client) -> None:
    token = calendar.sync_token()
    calendar.agenda.change("s1", start=START + HOUR, end=START + 2 * HOUR)
    news = calendar.events(syncToken=token).body["items"]
    assert [event["status"] for event in news].count("cancelled") == 10
    assert next(event["id"] for event in news if event["status"] == "confirmed") == "s1_20261102T100000Z"


def test_a_series_may_change_from_some_day_on(calendar: Client) -> None:
    rest = calendar.agenda.split("s1", "s1_20261116T090000Z", guests=(Guest(email=BOB),))
    assert rest == "s1_R20261116T090000"
    ids = calendar.ids()
    assert [id for id in ids if id.startswith("s1_2")] == ["s1_20261102T090000Z", "s1_20261109T090000Z"]
    assert len([id for id in ids if id.startswith(f"{rest}_2")]) == 8


@pytest.mark.parametrize("name", ["timeMin", "timeMax", "updatedMin", "orderBy", "iCalUID", "q"])
def test_a_token_goes_with_no_other_restriction(calendar: Client, name: str) -> None:
    token = calendar.sync_token()
    assert calendar.events(syncToken=token, **{name: "2026-11-02T09:00:00Z"}).status == 400
    assert calendar.events(syncToken=token, showDeleted="false").status == 400


def test_an_expired_token_asks_for_a_full_list(calendar: Client) -> None:
    token = calendar.sync_token()
    calendar.agenda.expire_sync_tokens()
    reply = calendar.events(syncToken=token)
    assert (reply.status, reply.reason) == (410, "fullSyncRequired")
    assert calendar.events(syncToken=calendar.sync_token()).status == 200


def test_a_token_is_one_calendars(calendar: Client) -> None:
    calendar.account.add(TEAM)
    assert calendar.events(calendar=TEAM, syncToken=calendar.sync_token()).status == 400


def test_with_an_order_or_a_search_there_is_no_token(calendar: Client) -> None:
    assert "nextSyncToken" not in calendar.events(iCalUID="s1@google.com").body
    assert len(calendar.ids(iCalUID="s1@google.com")) == 10
