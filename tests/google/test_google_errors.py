"""What each answer of Google's means, by the table of its guide."""

import http.client
import json
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httplib2
import pytest
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError
from googleapiclient.errors import HttpError

from crmsync.connector import ConnectorError, EmailAddress, Exhausted, Forbidden, Unauthorized, Unavailable
from crmsync.retry import Again
from crmsync_google.errors import BrokenAnswer, Classifier, next_midnight_pacific, reasons_of

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
classify = Classifier(
    account=EmailAddress("ann@x.org"),
    service="Gmail",
    host="gmail.googleapis.com",
    scopes=("auth/gmail.metadata",),
    remedy="Make a new login.",
    now=lambda: NOW,
)


def answer(status: int, reason: str = "", *, code: str = "", **headers: str) -> HttpError:
    error = {"status": code, "errors": [{"reason": reason}]} if reason else {"status": code}
    response = httplib2.Response({"status": str(status), **{name.replace("_", "-"): v for name, v in headers.items()}})
    return HttpError(response, json.dumps({"error": error}).encode(), uri="https://gmail.googleapis.com/x")


@pytest.mark.parametrize(
    "error",
    [
        answer(429),
        answer(403, "rateLimitExceeded"),
        answer(403, "userRateLimitExceeded"),
        answer(403, code="RESOURCE_EXHAUSTED"),
    ],
)
def test_too_fast_slows_the_whole_account(error: HttpError) -> None:
    verdict = classify(error)
    assert isinstance(verdict, Again)
    assert verdict.slow_down
    assert not verdict.maybe_done


@pytest.mark.parametrize(
    "error",
    [
        *(answer(status) for status in (408, 500, 502, 503, 504)),
        BrokenAnswer("x"),
        json.JSONDecodeError("x", "", 0),
        TimeoutError(),
        ConnectionResetError(),
        ConnectionRefusedError(),
        http.client.IncompleteRead(b""),
        ssl.SSLError(),
        httplib2.HttpLib2Error(),
        TransportError("x"),  # type: ignore[no-untyped-call] # half typed
        RefreshError("internal_failure", retryable=True),  # type: ignore[no-untyped-call] # half typed
    ],
)
def test_passing_trouble_is_worth_repeating(error: Exception) -> None:
    verdict = classify(error)
    assert isinstance(verdict, Again)
    assert not verdict.slow_down


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (answer(401), Unauthorized, "Make a new login"),
        (answer(403, "insufficientPermissions"), Forbidden, "auth/gmail.metadata"),
        (answer(403, "accessNotConfigured"), Forbidden, "switched off"),
        (answer(403, "domainPolicy"), Forbidden, "administrator"),
        (answer(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), Forbidden, "lacks the scope"),
        (answer(403, "SERVICE_DISABLED"), Forbidden, "Enable it there"),
        (answer(403, "notACalendarUser"), Forbidden, "has no Gmail"),
        (answer(400, "failedPrecondition"), Unauthorized, "has no Gmail"),
        (answer(403, "dailyLimitExceeded"), Exhausted, "08:00 UTC"),
        (answer(403, "quotaExceeded"), Exhausted, "used up"),
        (answer(403, "forbidden"), Unavailable, "403 (forbidden)"),
        (answer(418), Unavailable, "418"),
        (httplib2.ServerNotFoundError("x"), Unavailable, "gmail.googleapis.com can't be found"),
        (ssl.SSLCertVerificationError(), Unavailable, "certificate"),
        (RefreshError("invalid_grant: Bad Request", {}), Unauthorized, "revoked"),  # type: ignore[no-untyped-call] # half typed
        (RefreshError("invalid_scope: x", {}), Unauthorized, "auth/gmail.metadata"),  # type: ignore[no-untyped-call] # half typed
        (RefreshError("invalid_client: x", {}), Unauthorized, "invalid_client"),  # type: ignore[no-untyped-call] # half typed
        (RefreshError("<html>a page</html>"), Unauthorized, "no reason"),  # type: ignore[no-untyped-call] # half typed
        (RefreshError(), Unauthorized, "no reason"),  # type: ignore[no-untyped-call] # half typed
        (DefaultCredentialsError("x"), Unauthorized, "Make a new login"),  # type: ignore[no-untyped-call] # half typed
    ],
)
def test_what_does_not_pass_says_what_to_do(error: Exception, kind: type[ConnectorError], words: str) -> None:
    verdict = classify(error)
    assert type(verdict) is kind
    assert words in str(verdict)


def test_what_is_not_known_is_left_alone() -> None:
    assert classify(ZeroDivisionError()) is None
    assert classify.answer(answer(404)) is None
    assert classify.answer(answer(400, "failedPrecondition")) is None


def test_the_daily_allowance_returns_at_midnight_in_california() -> None:
    assert next_midnight_pacific(NOW) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert next_midnight_pacific(datetime(2026, 7, 1, 6, 59, tzinfo=UTC)) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    verdict = classify(answer(403, "dailyLimitExceeded"))
    assert isinstance(verdict, Exhausted)
    assert verdict.until == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    for text, least, most in (("7", 7, 7), (later, 25, 30), ("Mon, 01 Jan 1990 00:00:00 GMT", 0, 0)):
        verdict = classify(answer(503, retry_after=text))
        assert isinstance(verdict, Again)
        assert verdict.after is not None
        assert least <= verdict.after <= most
    verdict = classify(answer(503, retry_after="soon"))
    assert isinstance(verdict, Again)
    assert verdict.after is None


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"{}", b'{"error": "x"}', b'{"error": {"errors": [1]}}'])
def test_an_answer_without_reasons_has_none(content: bytes) -> None:
    assert reasons_of(content) == set()
