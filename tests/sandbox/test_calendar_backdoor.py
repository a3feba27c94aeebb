"""What another process may do to calendars."""

from collections.abc import Iterator
from typing import Any

import pytest
from calendar_client import BOB, Client, client
from gmail_client import OWNER
from test_frame_backdoor import knock, opened

TEAM = "team@group.calendar.google.com"
MEETING = {
    "id": "m1",
    "start": "2026-11-02T09:00:00Z",
    "end": "2026-11-02T10:00:00Z",
    "organizer": OWNER,
    "guests": [{"email": OWNER}, {"email": BOB}],
}
SERIES = {**MEETING, "id": "s1", "every": 604800, "count": 4}
MEETINGS = f"/calendars/{OWNER}/meetings"


@pytest.fixture
def calendar() -> Iterator[Client]:
    with client() as made:
        opened(made.sandbox, "POST", MEETINGS, MEETING)
        yield made


def held(calendar: Client, number: int = 0) -> dict[str, Any]:
    """The events of one of the owner's calendars, by id."""
    calendars = opened(calendar.sandbox, "GET", "/state")["calendars"][OWNER]["calendars"]
    return {event["id"]: event for event in calendars[number]["events"]}


def test_a_life_fills_the_calendars_that_it_names(calendar: Client) -> None:
    series = {**SERIES, "called_off": ["2026-11-09T09:00:00Z"]}
    life = {"owner": OWNER, "mails": [], "contacts": [], "meetings": [series, {**MEETING, "calendar": TEAM}]}
    opened(calendar.sandbox, "POST", "/life", life)
    assert len(held(calendar)) == 1 + 1 + 4
    assert [id for id, event in held(calendar).items() if event["status"] == "cancelled"] == ["s1_20261109T090000Z"]
    assert list(held(calendar, 1)) == ["m1"]


def test_a_meeting_is_moved_answered_and_cancelled(calendar: Client) -> None:
    fields = {"start": "2026-11-02T11:00:00Z", "end": "2026-11-02T12:00:00Z", "answers": {BOB: "declined"}}
    opened(calendar.sandbox, "PATCH", f"{MEETINGS}/m1", fields)
    event = held(calendar)["m1"]
    assert event["start"]["dateTime"] == "2026-11-02T11:00:00+00:00"
    assert event["attendees"][1]["responseStatus"] == "declined"
    opened(calendar.sandbox, "DELETE", f"{MEETINGS}/m1")
    assert held(calendar)["m1"]["status"] == "cancelled"


def test_a_series_is_split_and_one_of_it_cancelled(calendar: Client) -> None:
    opened(calendar.sandbox, "POST", MEETINGS, SERIES)
    rest = opened(calendar.sandbox, "POST", f"{MEETINGS}/s1", {"at": "s1_20261116T090000Z", "guests": []})
    assert rest == {"id": "s1_R20261116T090000"}
    opened(calendar.sandbox, "DELETE", f"{MEETINGS}/s1_20261102T090000Z")
    assert "s1_20261109T090000Z" in calendar.ids()
    assert "s1_20261102T090000Z" not in calendar.ids()


def test_calendars_come_change_and_go(calendar: Client) -> None:
    opened(calendar.sandbox, "PATCH", f"/calendars/{OWNER}", {"id": TEAM, "role": "reader", "zone": "Asia/Tokyo"})
    opened(calendar.sandbox, "POST", MEETINGS, {**MEETING, "calendar": TEAM})
    opened(calendar.sandbox, "PATCH", f"{MEETINGS}/m1?calendar={TEAM}", {"guests": []})
    assert "attendees" not in held(calendar, 1)["m1"]
    assert "attendees" in held(calendar)["m1"]
    opened(calendar.sandbox, "PATCH", f"/calendars/{OWNER}", {"id": TEAM, "role": "freeBusyReader"})
    assert calendar.events(calendar=TEAM).body["accessRole"] == "freeBusyReader"
    opened(calendar.sandbox, "DELETE", f"/calendars/{OWNER}?calendar={TEAM}")
    assert calendar.events(calendar=TEAM).status == 404


def test_the_owners_aliases_and_limit_are_set(calendar: Client) -> None:
    opened(calendar.sandbox, "PATCH", f"/calendars/{OWNER}", {"aliases": [BOB], "requests_per_minute": 1})
    assert held(calendar)["m1"]["attendees"][1]["self"]
    assert [calendar.events().status for _ in range(2)] == [200, 403]


def test_sync_tokens_are_made_to_expire(calendar: Client) -> None:
    token = calendar.sync_token()
    opened(calendar.sandbox, "DELETE", f"/calendars/{OWNER}/sync-tokens")
    assert calendar.events(syncToken=token).status == 410


@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("PATCH", f"{MEETINGS}/none", {"guests": []}),
        ("PATCH", f"{MEETINGS}/m1", {"colour": "red"}),
        ("PATCH", f"{MEETINGS}/m1?calendar=none", {"guests": []}),
        ("POST", MEETINGS, {"id": "m2"}),
        ("DELETE", f"/calendars/{OWNER}?calendar=none", {}),
        ("PATCH", f"/calendars/{OWNER}", {"id": TEAM, "colour": "red"}),
    ],
)
def test_nonsense_is_refused(calendar: Client, method: str, path: str, given: object) -> None:
    assert knock(calendar.sandbox, method, path, given).status == 400
    assert list(held(calendar)) == ["m1"]
