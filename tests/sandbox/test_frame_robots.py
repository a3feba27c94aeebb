"""Service accounts: whom a signed assertion lets them act for."""

import json
import time
from urllib.parse import urlencode

import pytest
from gmail_client import OWNER, Reply, Wire
from google.auth import crypt, jwt

from crmsync_sandbox.robots import JWT_BEARER
from crmsync_sandbox.server import Sandbox

SCOPE = "https://www.googleapis.com/auth/gmail.metadata"


def ask(wire: Wire, key: str, **changed: object) -> Reply:
    """A token for an assertion that is right but for what is `changed`; None leaves a claim out."""
    robot = json.loads(key)
    now = int(time.time())
    claims = {"iss": robot["client_email"], "scope": SCOPE, "sub": OWNER, "iat": now, "exp": now + 3600} | changed
    signer = crypt.RSASigner.from_service_account_info(robot)  # type: ignore[no-untyped-call] # google-auth is half typed
    assertion = jwt.encode(signer, {name: value for name, value in claims.items() if value is not None})  # type: ignore[no-untyped-call] # the same
    form = urlencode({"grant_type": JWT_BEARER, "assertion": assertion.decode()}).encode()
    return wire.ask("POST", "/token", form, content_type="application/x-www-form-urlencoded")


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    """Making a key takes a while. Two sandboxes, so that the first knows nothing of the second's account."""
    with Sandbox() as one:
        return one.service_account(), one.service_account()


@pytest.fixture
def key(sandbox: Sandbox) -> str:
    return sandbox.service_account()


def test_a_service_account_acts_for_the_user_it_names(wire: Wire, key: str) -> None:
    answer = ask(wire, key)
    assert answer.status == 200
    wire.token = answer.body["access_token"]
    assert wire.get("profile").body["emailAddress"] == OWNER
    assert wire.get("messages", q="x").status == 403


def test_without_a_subject_gmail_says_that_it_has_no_mailbox(sandbox: Sandbox, wire: Wire, key: str) -> None:
    wire.token = ask(wire, key, sub=None).body["access_token"]
    refused = wire.get("profile")
    assert (refused.status, refused.reason) == (400, "failedPrecondition")
    assert list(sandbox.gmail.mailboxes) == [OWNER]


@pytest.mark.parametrize("scope", ["https://www.googleapis.com/auth/gmail.readonly", ""])
def test_without_delegation_for_the_scope_it_may_act_for_nobody(wire: Wire, key: str, scope: str) -> None:
    refused = ask(wire, key, scope=scope)
    assert (refused.status, refused.body["error"]) == (401, "unauthorized_client")


def test_an_assertion_that_another_key_has_signed_is_refused(wire: Wire, key: str, keys: tuple[str, str]) -> None:
    forged = json.loads(key) | {"private_key": json.loads(keys[0])["private_key"]}
    refused = ask(wire, json.dumps(forged))
    assert (refused.status, refused.body["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("changed", [{"exp": 1}, {"iat": 0}, {"exp": None}, {"iss": "nobody@x.test"}], ids=str)
def test_an_assertion_out_of_its_time_or_of_nobody_is_refused(wire: Wire, key: str, changed: dict[str, object]) -> None:
    refused = ask(wire, key, **changed)
    assert (refused.status, refused.body["error"]) == (400, "invalid_grant")


def test_what_is_no_assertion_is_refused(wire: Wire) -> None:
    form = urlencode({"grant_type": JWT_BEARER, "assertion": "x"}).encode()
    refused = wire.ask("POST", "/token", form, content_type="application/x-www-form-urlencoded")
    assert (refused.status, refused.body["error"]) == (400, "invalid_grant")
