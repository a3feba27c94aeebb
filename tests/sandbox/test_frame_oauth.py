import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from gmail_client import OWNER, Reply, Wire, log_in

from crmsync_sandbox.oauth import Logins
from crmsync_sandbox.server import Sandbox

TOKEN_URI = "http://127.0.0.1:1/token"


class Now:
    time = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


def form_of(login: str) -> dict[str, str]:
    fields = json.loads(login)
    return {key: fields[key] for key in ("client_id", "client_secret", "refresh_token")} | {
        "grant_type": "refresh_token"
    }


def ask(wire: Wire, form: dict[str, str]) -> Reply:
    return wire.ask("POST", "/token", urlencode(form).encode(), content_type="application/x-www-form-urlencoded")


def test_a_login_is_authorized_user_json_for_this_sandbox(sandbox: Sandbox) -> None:
    login = json.loads(sandbox.login(OWNER, ["https://www.googleapis.com/auth/gmail.metadata"]))
    assert login["type"] == "authorized_user"
    assert login["token_uri"] == f"{sandbox.url}/token"
    assert login["scopes"] == ["https://www.googleapis.com/auth/gmail.metadata"]
    assert {"client_id", "client_secret", "refresh_token", "token", "expiry"} <= login.keys()


def test_a_refresh_gives_a_new_token_with_the_same_scopes_and_the_old_one_stays_valid(
    sandbox: Sandbox, wire: Wire
) -> None:
    login = sandbox.login(OWNER, ["gmail.readonly"])
    answer = ask(wire, form_of(login))
    assert answer.status == 200
    assert (answer.body["token_type"], answer.body["expires_in"]) == ("Bearer", 3599)
    assert answer.body["scope"] == "https://www.googleapis.com/auth/gmail.readonly"
    for token in (answer.body["access_token"], json.loads(login)["token"]):
        wire.token = token
        assert wire.get("profile").status == 200


def test_a_token_is_valid_for_an_hour_of_the_sandboxs_time() -> None:
    now = Now()
    logins = Logins(now=now)
    token = json.loads(logins.login(OWNER, ["gmail.readonly"], TOKEN_URI))["token"]
    now.time += timedelta(seconds=3599)
    assert logins.grant(token)
    now.time += timedelta(seconds=1)
    assert logins.grant(token) is None


def test_tokens_expire_on_demand_for_one_user_or_all(sandbox: Sandbox, wire: Wire) -> None:
    with log_in(sandbox, "bob@example.com", "gmail.metadata") as other:
        sandbox.logins.expire(OWNER)
        assert (wire.get("profile").status, other.get("profile").status) == (401, 200)
        sandbox.logins.expire()
        assert other.get("profile").status == 401


def test_a_revoked_login_answers_invalid_grant_and_its_tokens_end(sandbox: Sandbox, wire: Wire) -> None:
    form = form_of(sandbox.login(OWNER, ["gmail.readonly"]))
    sandbox.logins.revoke(OWNER)
    refused = ask(wire, form)
    assert (refused.status, refused.body["error"]) == (400, "invalid_grant")
    assert wire.get("profile").status == 401


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "wrong"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_what_is_no_proper_refresh_is_refused(
    sandbox: Sandbox, wire: Wire, change: dict[str, str], status: int, error: str
) -> None:
    refused = ask(wire, form_of(sandbox.login(OWNER, ["gmail.readonly"])) | change)
    assert (refused.status, refused.body["error"]) == (status, error)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic x"])
def test_gmail_wants_a_known_token(wire: Wire, header: str) -> None:
    refused = wire.ask("GET", "/gmail/v1/users/me/profile", authorization=header)
    assert (refused.status, refused.reason) == (401, "authError")
    assert "www-authenticate" in refused.headers


def test_another_users_mailbox_is_denied(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.mailbox("bob@example.com")
    assert wire.ask("GET", f"/gmail/v1/users/{OWNER}/profile").status == 200
    refused = wire.ask("GET", "/gmail/v1/users/bob@example.com/profile")
    assert (refused.status, refused.body["error"]["message"]) == (403, "Delegation denied for bob@example.com")


@pytest.mark.parametrize("path", ["messages", "threads", "history", "profile", "messages/0000000000000001", "labels"])
def test_a_token_without_a_scope_for_it_is_refused(sandbox: Sandbox, path: str) -> None:
    with log_in(sandbox, OWNER, "calendar.events.readonly") as wire:
        refused = wire.get(path)
    assert (refused.status, refused.reason) == (403, "insufficientPermissions")
    assert sandbox.meter.units == {}


def test_a_token_that_holds_both_scopes_for_mail_can_not_search_either(sandbox: Sandbox) -> None:
    with log_in(sandbox, OWNER, "gmail.metadata", "gmail.readonly") as both:
        assert both.get("messages", q="from:bob").status == 403
    with log_in(sandbox, OWNER, "gmail.readonly") as one:
        assert one.get("messages", q="from:bob").status == 200
