"""Who may ask what of Calendar, how often, and in which words it refuses."""

from collections.abc import Iterator

import pytest
from calendar_client import READING, Client, client, meeting
from gmail_client import OWNER, Wire

from crmsync_sandbox.calendar import errors
from crmsync_sandbox.faults import Refuse

LIST = "users/me/calendarList"
EVENTS = "calendars/primary/events"


@pytest.fixture
def calendar() -> Iterator[Client]:
    with client() as opened:
        yield opened


def test_a_minute_allows_600_requests_and_no_one_more(calendar: Client) -> None:
    calendar.account.allowance.per_minute = 30
    refused = [calendar.get(LIST) for _ in range(33)][30:]
    assert calendar.sandbox.calendar("zoe@example.net").allowance.per_minute == 600
    assert [(reply.status, reply.reason) for reply in refused] == [
        (403, "userRateLimitExceeded"),
        (429, "rateLimitExceeded"),
        (403, "rateLimitExceeded"),
    ]


@pytest.mark.parametrize(
    ("scopes", "list_", "events"),
    [
        (READING[:1], 403, 200),
        (READING[1:], 200, 403),
        (["calendar.readonly"], 200, 200),
        (["calendar"], 200, 200),
        (["gmail.readonly"], 403, 403),
    ],
)
def test_each_method_needs_one_of_its_scopes(scopes: list[str], list_: int, events: int) -> None:
    with client(*scopes) as calendar:
        calendar.agenda.add(meeting())
        assert calendar.get(LIST).status == list_
        assert [calendar.get(f"{EVENTS}{path}").status for path in ("", "/m1")] == [events, events]


def test_without_a_token_that_lives_nothing_is_shown(calendar: Client) -> None:
    calendar.sandbox.logins.expire(OWNER)
    reply = calendar.get(LIST)
    assert (reply.status, reply.reason) == (401, "authError")
    nobody = Wire(url=calendar.sandbox.url, token="")
    assert nobody.ask("GET", f"/calendar/v3/{LIST}").status == 401
    nobody.pool.clear()


def test_nothing_can_be_written(calendar: Client) -> None:
    assert calendar.wire.ask("POST", f"/calendar/v3/{EVENTS}", b"{}").status == 404


@pytest.mark.parametrize(
    ("refuse", "reason"),
    [
        (Refuse(status=403, reason="quotaExceeded"), "quotaExceeded"),
        (Refuse(status=403, reason="accessNotConfigured"), "accessNotConfigured"),
        (Refuse(status=410), "fullSyncRequired"),
        (Refuse(status=429), "rateLimitExceeded"),
        (Refuse(status=503), "backendError"),
    ],
    ids=str,
)
def test_faults_refuse_in_calendars_words(calendar: Client, refuse: Refuse, reason: str) -> None:
    calendar.sandbox.faults.add(refuse, service="google-calendar")
    reply = calendar.get(LIST)
    assert (reply.status, reply.reason) == (refuse.status, reason)


def test_an_account_may_be_refused_whatever_it_asks(calendar: Client) -> None:
    calendar.account.refusal = errors.DAILY_LIMIT
    assert [calendar.get(path).reason for path in (LIST, EVENTS)] == ["dailyLimitExceeded"] * 2


def test_requests_are_counted_as_calendars_and_cost_no_units(calendar: Client) -> None:
    calendar.get(LIST)
    calendar.get(EVENTS)
    assert calendar.sandbox.meter.requests == {"google-calendar": 2}
    assert calendar.sandbox.meter.units == {}
