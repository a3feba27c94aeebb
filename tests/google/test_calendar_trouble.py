"""Faults on the way: what is repeated, what stops the account, what is one calendar's own trouble."""

import pytest
from calendar_world import ANN, DAY, NOW, SCOPES, WEEK, CalendarWorld, meeting

from crmsync.connector import Exhausted, Unauthorized, Unavailable
from crmsync.retry import Caller
from crmsync_google.calendar import GoogleCalendar
from crmsync_sandbox.calendar.errors import NOT_A_USER, TOO_FAST
from crmsync_sandbox.faults import Drop, EmptyPage, ExpireToken, Kind, Refuse

PASSING: list[Kind] = [
    Refuse(status=429),
    Refuse(status=429, retry_after=1),
    Refuse(status=403, reason="rateLimitExceeded"),
    Refuse(status=403, reason="userRateLimitExceeded"),
    Refuse(status=403, reason="RESOURCE_EXHAUSTED"),
    Refuse(status=500),
    Refuse(status=502),
    Refuse(status=503),
    Drop(),
    Drop(after_effect=True),
    ExpireToken(),
]


def some_meetings(diary: CalendarWorld) -> set[str]:
    diary.agenda.add(meeting("weekly", NOW - 5 * WEEK, every=WEEK, count=5))
    return {diary.agenda.add(meeting(f"m{number}", NOW - number * DAY)) for number in range(5)}


@pytest.mark.parametrize("path", ["calendarList", "/events$", "/instances"])
@pytest.mark.parametrize("kind", PASSING, ids=str)
def test_passing_trouble_loses_nothing_and_every_request_is_counted(
    diary: CalendarWorld, kind: Kind, path: str
) -> None:
    wanted = some_meetings(diary)
    diary.sandbox.faults.add(kind, path=path, times=1 if isinstance(kind, ExpireToken) else 2)
    diary.pull()
    diary.agenda.cancel("weekly")
    requests = diary.sandbox.meter.requests.copy()
    diary.night()
    assert set(diary.store.meetings) == wanted
    assert diary.caller.tally.requests == requests + diary.sandbox.meter.requests
    assert diary.caller.tally.units == {}
    assert diary.sandbox.faults.armed == ()


def test_an_empty_page_is_not_the_end(diary: CalendarWorld) -> None:
    wanted = some_meetings(diary)
    diary.sandbox.faults.add(EmptyPage(), path="/events$")
    diary.pull()
    assert wanted < set(diary.store.meetings)


@pytest.mark.parametrize("path", ["calendarList", "/events$"])
@pytest.mark.parametrize("calls_of_trouble", [5])
def test_trouble_that_does_not_pass_stops_the_account_and_the_next_pull_goes_on(
    diary: CalendarWorld, path: str, calls_of_trouble: int
) -> None:
    wanted = some_meetings(diary)
    diary.sandbox.faults.add(Refuse(status=503), path=path, times=calls_of_trouble)
    with pytest.raises(Unavailable, match="answered 503"):
        diary.pull()
    diary.pull()
    assert wanted < set(diary.store.meetings)


def test_the_limit_is_kept_without_one_refusal(diary: CalendarWorld) -> None:
    diary.account.allowance.per_minute = 600
    diary.calendars = "all"
    for number in range(650):
        diary.account.add(f"{number}@group.calendar.google.com")
    diary.pull()
    assert {call.status for call in diary.calls} == {200}
    assert len(diary.calls) == 3 + 1 + 650


def test_a_refusal_for_speed_slows_the_account_down(diary: CalendarWorld) -> None:
    diary.sandbox.faults.add(Refuse(status=403, reason="rateLimitExceeded"), service="google-calendar")
    diary.pull()
    assert diary.caller.budget(f"google-calendar:{ANN}", 600, 61.0).allowed < 600 * 0.6


def test_a_used_up_day_stops_until_the_next(diary: CalendarWorld) -> None:
    diary.sandbox.faults.add(Refuse(status=403, reason="quotaExceeded"), service="google-calendar")
    with pytest.raises(Exhausted, match="Google Calendar's daily allowance"):
        diary.pull()


@pytest.mark.parametrize("granted", [[scope] for scope in SCOPES] + [["gmail.metadata"]], ids=str)
def test_a_scope_that_was_not_granted_is_named(diary: CalendarWorld, granted: list[str]) -> None:
    diary.scopes = granted
    with pytest.raises(Unauthorized, match=r"calendar\.calendarlist\.readonly or .*calendar\.events\.readonly"):
        diary.pull()


@pytest.mark.parametrize("scope", ["calendar.readonly", "calendar"])
def test_a_wider_scope_is_enough(diary: CalendarWorld, scope: str) -> None:
    diary.scopes = [scope]
    assert diary.pull()[-1].coverage.complete


def test_a_withdrawn_login_stops_the_account_and_keeps_its_place(diary: CalendarWorld) -> None:
    some_meetings(diary)
    diary.login = diary.sandbox.login(ANN, SCOPES)
    diary.pull()
    before = diary.cursor
    diary.sandbox.logins.revoke(ANN)
    with pytest.raises(Unauthorized, match="is gone"):
        diary.night()
    assert diary.cursor == before


def test_an_account_without_a_calendar_says_so(diary: CalendarWorld) -> None:
    diary.account.refusal = NOT_A_USER
    with pytest.raises(Unauthorized, match="has no Google Calendar"):
        diary.pull()


def test_an_api_that_is_switched_off_is_named(diary: CalendarWorld) -> None:
    diary.sandbox.faults.add(Refuse(status=403, reason="accessNotConfigured"), service="google-calendar")
    with pytest.raises(Unauthorized, match="The Google Calendar API is switched off"):
        diary.pull()


def test_a_night_that_meets_the_limit_of_a_calendar_is_no_note(diary: CalendarWorld) -> None:
    """403 for speed is the whole account's; only a 403 that is the calendar's own leaves it out."""
    diary.pull()
    diary.account.refusal = TOO_FAST[0]
    with pytest.raises(Unavailable):
        diary.night()
    assert diary.store.notes == {}


def test_a_token_is_never_sent_in_the_clear_beyond_this_machine() -> None:
    with pytest.raises(ValueError, match="https"):
        GoogleCalendar.Config(account=ANN, api_base="http://example.org")


def test_an_account_without_a_login_says_so(diary: CalendarWorld) -> None:
    diary.login = "{}"
    diary.caller = Caller(wait_scale=0.01)
    with pytest.raises(Unauthorized, match="lacks what a login needs"):
        diary.pull()
