"""Keys, scopes and limits, and the words of every refusal."""

import time
from collections.abc import Iterator
from datetime import date

import pytest
from hubspot_client import Desk, open_desk

from crmsync_sandbox.hubspot import errors
from crmsync_sandbox.hubspot.errors import Refused
from crmsync_sandbox.hubspot.limits import Limits

READ = {"inputs": [{"id": "ann@example.com"}], "idProperty": "email", "properties": ["email"]}


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with open_desk(window_scale=0.02) as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clean()
    opened.portal.limits.burst.taken.clear()
    opened.portal.limits.search.taken.clear()
    return opened


def statuses(desk: Desk, path: str, body: object, times: int) -> list[int]:
    return [desk.wire.post(path, body).status for _ in range(times)]


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_wrong_key_is_refused_before_anything_else(desk: Desk, version: str) -> None:
    desk.wire.version, desk.wire.key = version, "wrong"
    reply = desk.wire.get("objects/contacts")
    assert reply.status == 401
    assert reply.body["category"] == "INVALID_AUTHENTICATION"


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("crm.objects.contacts.read", "POST", "objects/contacts/batch/read"),
        ("crm.objects.contacts.read", "POST", "objects/tasks/search"),
        ("crm.objects.contacts.read", "POST", "associations/contacts/tasks/batch/read"),
        ("crm.objects.contacts.write", "POST", "objects/contacts/batch/update"),
        ("crm.objects.contacts.write", "POST", "objects/tasks/batch/create"),
        ("crm.objects.contacts.write", "POST", "associations/contacts/tasks/batch/create"),
        ("crm.schemas.contacts.write", "POST", "properties/contacts"),
        ("crm.objects.owners.read", "GET", "owners"),
    ],
)
def test_scope_that_is_switched_off_is_named(desk: Desk, scope: str, method: str, path: str) -> None:
    desk.portal.scopes.discard(scope)
    try:
        reply = desk.wire.ask(method, path, {"inputs": []} if method == "POST" else None)
    finally:
        desk.portal.scopes.add(scope)
    assert (reply.status, reply.body["category"]) == (403, "MISSING_SCOPES")
    assert reply.body["errors"][0]["context"] == {"requiredGranularScopes": [scope]}
    assert desk.wire.ask(method, path, {"inputs": []} if method == "POST" else None).status != 403


def test_burst_beyond_the_window_is_refused_until_it_has_rolled_on(desk: Desk) -> None:
    desk.portal.limits.burst.limit = 3
    assert statuses(desk, "objects/contacts/batch/read", READ, 4) == [200, 200, 200, 429]
    reply = desk.wire.post("objects/contacts/batch/read", READ)
    assert reply.body["policyName"] == "TEN_SECONDLY_ROLLING"
    time.sleep(10 * desk.portal.window_scale)
    assert desk.wire.post("objects/contacts/batch/read", READ).status == 200


def test_headers_tell_what_is_left(desk: Desk) -> None:
    desk.portal.limits.burst.limit = 100
    headers = desk.wire.post("objects/contacts/batch/read", READ).headers
    assert headers["X-HubSpot-RateLimit-Max"] == "100"
    assert headers["X-HubSpot-RateLimit-Remaining"] == "99"
    assert headers["X-HubSpot-RateLimit-Interval-Milliseconds"] == "10000"
    left = int(headers["X-HubSpot-RateLimit-Daily-Remaining"])
    again = desk.wire.post("objects/contacts/batch/read", READ).headers
    assert int(again["X-HubSpot-RateLimit-Daily-Remaining"]) == left - 1


def test_search_has_a_limit_of_its_own_and_no_headers(desk: Desk) -> None:
    desk.portal.limits.search.limit = 2
    desk.portal.limits.search.seconds = 5.0
    replies = [desk.wire.post("objects/contacts/search", {}) for _ in range(3)]
    desk.portal.limits.search.seconds = desk.portal.window_scale
    assert [one.status for one in replies] == [200, 200, 429]
    assert replies[2].body["policyName"] == "SECONDLY"
    assert not [name for name in replies[0].headers if "ratelimit" in name.lower()]
    assert desk.wire.post("objects/contacts/batch/read", READ).status == 200


def test_exhausted_day_refuses_everything(desk: Desk) -> None:
    desk.portal.exhaust_day()
    for path in ("objects/contacts/batch/read", "objects/contacts/search"):
        reply = desk.wire.post(path, READ)
        assert (reply.status, reply.body["policyName"]) == (429, "DAILY")
    desk.portal.limits.daily += 1_000
    assert desk.wire.post("objects/contacts/batch/read", READ).status == 200


def test_defaults_are_hubspots_and_a_new_day_begins_anew() -> None:
    ticks = iter(range(10_000))
    limits = Limits(scale=1.0, clock=lambda: 10.0 * next(ticks))
    assert (limits.burst.limit, limits.burst.seconds, limits.search.limit, limits.daily) == (100, 10.0, 5, 250_000)
    limits.exhaust_day(date(2026, 11, 22))
    with pytest.raises(Refused):
        limits.take(date(2026, 11, 22), searching=False)
    assert limits.take(date(2026, 11, 23), searching=False)["X-HubSpot-RateLimit-Daily-Remaining"] == "249999"


def test_refused_request_changes_nothing(desk: Desk) -> None:
    desk.portal.limits.burst.limit = 0
    body = {"properties": {"email": "dora@example.com"}}
    assert desk.wire.post("objects/contacts", body).status == 429
    assert len(desk.portal.dump()["contacts"]) == 3


@pytest.mark.parametrize(
    ("refusal", "status", "key", "value"),
    [
        (errors.unauthorized(), 401, "category", "INVALID_AUTHENTICATION"),
        (errors.expired(), 401, "category", "EXPIRED_AUTHENTICATION"),
        (errors.missing_scopes(["a"]), 403, "category", "MISSING_SCOPES"),
        (errors.rate_limited("SECONDLY"), 429, "message", "You have reached your secondly limit."),
        (errors.rate_limited("DAILY"), 429, "policyName", "DAILY"),
        (errors.locked(), 423, "category", "LOCKED"),
        (errors.migrating(60), 477, "category", "MIGRATION_IN_PROGRESS"),
        (errors.broken(503), 503, "message", "internal error"),
    ],
)
def test_every_refusal_has_its_words(refusal: errors.Refusal, status: int, key: str, value: str) -> None:
    assert (refusal.status, refusal.body[key]) == (status, value)
    assert refusal.body["status"] == "error"
    assert len(refusal.body["correlationId"]) == 36
    assert refusal.headers == ({"Retry-After": "60"} if status == 477 else {})
