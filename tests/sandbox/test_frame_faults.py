import time
from typing import Any

import pytest
import urllib3
from gmail_client import OWNER, Reply, Wire

from crmsync_sandbox.faults import Delay, Drop, ExpireToken, Fault, Faults, Kind, Refuse
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.server import Sandbox

CONTACTS = "/crm/v3/objects/contacts"


def hubspot(sandbox: Sandbox, method: str = "GET", body: bytes | None = None) -> Reply:
    crm = Wire(url=sandbox.url, token=sandbox.hubspot_key)
    try:
        return crm.ask(method, CONTACTS, body, content_type="application/json")
    finally:
        crm.pool.clear()


def contacts(sandbox: Sandbox) -> list[Any]:
    found: list[Any] = hubspot(sandbox).body["results"]
    return found


@pytest.mark.parametrize(
    ("refuse", "status", "reason"),
    [
        (Refuse(status=429), 429, "rateLimitExceeded"),
        (Refuse(status=403), 403, "rateLimitExceeded"),
        (Refuse(status=403, reason="userRateLimitExceeded"), 403, "userRateLimitExceeded"),
        (Refuse(status=403, reason="dailyLimitExceeded"), 403, "dailyLimitExceeded"),
        (Refuse(status=403, reason="insufficientPermissions"), 403, "insufficientPermissions"),
        (Refuse(status=401), 401, "authError"),
        (Refuse(status=400), 400, "failedPrecondition"),
        (Refuse(status=404), 404, "notFound"),
        (Refuse(status=500), 500, "backendError"),
        (Refuse(status=503), 503, "backendError"),
    ],
)
def test_gmail_refuses_on_demand_in_its_own_words(
    sandbox: Sandbox, wire: Wire, refuse: Refuse, status: int, reason: str
) -> None:
    sandbox.faults.add(refuse)
    refused = wire.get("profile")
    assert (refused.status, refused.reason, refused.body["error"]["code"]) == (status, reason, status)
    assert wire.get("profile").status == 200


def test_a_502_of_gmail_is_html_as_its_front_end_answers(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(Refuse(status=502))
    refused = wire.get("profile")
    assert (refused.status, refused.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert refused.text.startswith("<!DOCTYPE html>")


def test_the_newer_form_has_no_list_of_errors(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(Refuse(status=403, reason="RESOURCE_EXHAUSTED"))
    error = wire.get("profile").body["error"]
    assert (error["status"], error.get("errors")) == ("RESOURCE_EXHAUSTED", None)


@pytest.mark.parametrize(
    ("refuse", "entry"),
    [
        (Refuse(status=429), ("policyName", "TEN_SECONDLY_ROLLING")),
        (Refuse(status=429, reason="DAILY"), ("policyName", "DAILY")),
        (Refuse(status=401), ("category", "EXPIRED_AUTHENTICATION")),
        (Refuse(status=403), ("category", "MISSING_SCOPES")),
        (Refuse(status=400), ("category", "VALIDATION_ERROR")),
        (Refuse(status=423), ("category", "LOCKED")),
        (Refuse(status=477), ("category", "MIGRATION_IN_PROGRESS")),
        (Refuse(status=524), ("category", "INTERNAL_ERROR")),
    ],
)
def test_hubspot_refuses_on_demand_in_its_own_words(sandbox: Sandbox, refuse: Refuse, entry: tuple[str, str]) -> None:
    sandbox.faults.add(refuse, service="hubspot")
    refused = hubspot(sandbox)
    assert refused.status == refuse.status
    assert entry in refused.body.items()
    assert hubspot(sandbox).status == 200


def test_a_refusal_may_say_when_to_come_back(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(Refuse(status=429, retry_after=7), times=2)
    assert wire.get("profile").headers["retry-after"] == "7"
    assert hubspot(sandbox).headers["retry-after"] == "7"
    sandbox.faults.add(Refuse(status=429), times=2)
    assert "retry-after" not in wire.get("profile").headers
    assert "retry-after" not in hubspot(sandbox).headers


def test_a_refused_write_has_no_effect(sandbox: Sandbox) -> None:
    sandbox.faults.add(Refuse(status=500))
    hubspot(sandbox, "POST", b'{"properties": {"email": "bob@example.org"}}')
    assert contacts(sandbox) == []


@pytest.mark.parametrize(("after_effect", "made"), [(False, 0), (True, 1)])
def test_a_dropped_connection_is_a_closed_socket_before_or_after_the_effect(
    sandbox: Sandbox, after_effect: bool, made: int
) -> None:
    sandbox.faults.add(Drop(after_effect=after_effect), method="POST")
    with pytest.raises(urllib3.exceptions.ProtocolError, match=r"aborted|closed|reset"):
        hubspot(sandbox, "POST", b'{"properties": {"email": "bob@example.org"}}')
    assert [(call.answered, call.status) for call in sandbox.meter.log] == [(False, 201 if after_effect else None)]
    assert len(contacts(sandbox)) == made


def test_a_drop_closes_the_one_connection_only(sandbox: Sandbox, wire: Wire) -> None:
    assert wire.get("profile").status == 200
    sandbox.faults.add(Drop(), service="hubspot")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        hubspot(sandbox)
    assert wire.get("profile").status == 200
    assert wire.pool.connection_from_url(sandbox.url).num_connections == 1


def test_a_delay_comes_before_the_effect(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(Delay(seconds=0.2))
    begun = time.monotonic()
    assert wire.get("profile").status == 200
    assert time.monotonic() - begun >= 0.2


def test_an_expired_token_stays_expired_until_it_is_refreshed(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(ExpireToken())
    assert [wire.get("profile").status for _ in range(2)] == [401, 401]
    sandbox.faults.add(ExpireToken(), service="hubspot")
    assert [hubspot(sandbox).status for _ in range(2)] == [401, 200]


def test_a_fault_of_the_token_endpoint_is_in_its_form(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(Refuse(status=400), service="token")
    refused = wire.ask("POST", "/token", b"grant_type=refresh_token")
    assert (refused.status, refused.body["error"]) == (400, "invalid_grant")


def met(faults: Faults, count: int, service: str = "gmail", method: str = "GET", path: str = "/x") -> list[bool]:
    return [bool(faults.met_by_request(service, method, path)) for _ in range(count)]


def test_the_first_pass_the_next_are_met_and_then_none() -> None:
    faults = Faults()
    faults.add(Drop(), skip=2, times=3)
    assert met(faults, 7) == [False, False, True, True, True, False, False]
    assert faults.armed == ()


def test_a_share_is_drawn_alike_from_the_same_seed() -> None:
    drawn = []
    for seed in (1, 1, 2):
        faults = Faults(seed=seed)
        faults.add(Drop(), share=0.3, times=None)
        drawn.append(met(faults, 1000))
    assert drawn[0] == drawn[1] != drawn[2]
    assert 250 < sum(drawn[0]) < 350


@pytest.mark.parametrize(
    ("fault", "others"),
    [
        (Fault(kind=Drop(), service="gmail"), ("hubspot", "GET", "/x")),
        (Fault(kind=Drop(), method="GET"), ("gmail", "POST", "/x")),
        (Fault(kind=Drop(), path="^/x$"), ("gmail", "GET", "/xx")),
    ],
)
def test_a_fault_meets_its_own_requests_and_does_not_count_others(fault: Fault, others: tuple[str, str, str]) -> None:
    faults = Faults()
    faults.arm(fault)
    assert met(faults, 3, *others) == [False] * 3
    assert met(faults, 2) == [True, False]


def test_several_faults_may_meet_one_request() -> None:
    faults = Faults()
    kinds: list[Kind] = [Delay(seconds=1), Drop()]
    for kind in kinds:
        faults.add(kind)
    assert faults.met_by_request("gmail", "GET", "/x") == tuple(kinds)


def test_cleared_faults_are_gone(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(Refuse(status=500), times=None)
    sandbox.faults.clear()
    assert wire.get("profile").status == 200


def test_contacts_of_a_life_are_at_hubspot(sandbox: Sandbox) -> None:
    sandbox.portal.load(CrmContact(email="bob@example.org"))
    assert [one["properties"]["email"] for one in contacts(sandbox)] == ["bob@example.org"]
    assert OWNER not in sandbox.gmail.mailboxes
