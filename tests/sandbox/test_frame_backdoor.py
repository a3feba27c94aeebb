import json
from datetime import UTC, datetime
from typing import Any

import pytest
from gmail_client import OWNER, Reply, Wire, mail

from crmsync_sandbox.faults import Drop, Fault, HalfBatch, Refuse
from crmsync_sandbox.server import Sandbox

MAIL = {
    "headers": [["From", "bob@example.org"], ["To", OWNER]],
    "at": "2026-01-01T10:00:00+01:00",
    "thread": "t",
    "labels": ["INBOX", "Friends"],
}
CONTACT = {"email": "bob@example.org", "firstname": "Bob"}


def knock(sandbox: Sandbox, method: str, path: str, body: object = None, **headers: str) -> Reply:
    wire = Wire(url=sandbox.url, token=sandbox.backdoor_token)
    try:
        return wire.ask(method, f"/_sandbox{path}", None if body is None else json.dumps(body).encode(), **headers)
    finally:
        wire.pool.clear()


def opened(sandbox: Sandbox, method: str, path: str, body: object = None) -> Any:
    reply = knock(sandbox, method, path, body)
    assert reply.status == 200, reply.text
    return reply.body


@pytest.mark.parametrize("path", ["/state", "/meter", "/faults"])
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong"])
def test_the_back_door_refuses_without_its_token(sandbox: Sandbox, path: str, authorization: str) -> None:
    assert knock(sandbox, "GET", path, authorization=authorization).status == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.2", "localhost.evil:80"])
def test_the_back_door_refuses_a_foreign_host_even_with_the_token(sandbox: Sandbox, host: str) -> None:
    assert knock(sandbox, "GET", "/state", host=host).status == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80", "[::1]:80"])
def test_the_back_door_opens_for_loopback_hosts(sandbox: Sandbox, host: str) -> None:
    assert knock(sandbox, "GET", "/state", host=host).status == 200


def test_a_refused_knock_does_nothing(sandbox: Sandbox) -> None:
    knock(sandbox, "POST", "/faults", {"kind": {"is": "Drop"}}, authorization="")
    assert sandbox.faults.armed == ()


def test_no_service_takes_the_back_doors_token_and_two_starts_have_different_ones(sandbox: Sandbox) -> None:
    wire = Wire(url=sandbox.url, token=sandbox.backdoor_token)
    assert wire.get("profile").status == 401
    assert wire.ask("GET", "/crm/v3/owners").status == 401
    wire.pool.clear()
    assert Sandbox().backdoor_token != sandbox.backdoor_token


def test_a_life_is_loaded_and_the_whole_state_is_shown(sandbox: Sandbox) -> None:
    life = {"owner": OWNER, "mails": [MAIL], "contacts": [CONTACT], "user_labels": ["Investors"]}
    assert opened(sandbox, "POST", "/life", life) == {}
    state = opened(sandbox, "GET", "/state")
    (message,) = state["mailboxes"][OWNER]["messages"]
    assert message["internalDate"] == str(int(datetime(2026, 1, 1, 9, tzinfo=UTC).timestamp() * 1000))
    assert message["labelIds"] == ["INBOX", "Label_2"]
    assert "bob@example.org" in json.dumps(state["portal"])


def test_a_generated_life_is_loaded(sandbox: Sandbox) -> None:
    wanted = {"seed": 3, "until": "2026-06-01T00:00:00Z", "days": 30, "people": 20, "messages": 300, "traps": False}
    owner = opened(sandbox, "POST", "/generated-life", wanted)["owner"]
    assert len(sandbox.mailbox(owner)) > 0


def test_the_counters_are_read_and_reset_and_the_back_door_is_not_among_them(sandbox: Sandbox, wire: Wire) -> None:
    wire.get("profile")
    counted = opened(sandbox, "GET", "/meter")
    assert (counted["requests"], counted["units"], counted["refreshes"]) == ({"gmail": 1}, {OWNER: 1}, 0)
    assert [(call["service"], call["path"], call["status"]) for call in counted["log"]] == [
        ("gmail", "/gmail/v1/users/me/profile", 200)
    ]
    opened(sandbox, "DELETE", "/meter")
    assert opened(sandbox, "GET", "/meter")["requests"] == {}


def test_faults_are_armed_shown_and_disarmed(sandbox: Sandbox) -> None:
    refuse = {"is": "Refuse", "status": 429, "retry_after": 2}
    opened(sandbox, "POST", "/faults", {"kind": refuse, "service": "gmail", "path": "/history", "times": None})
    opened(sandbox, "POST", "/faults", {"kind": {"is": "Drop", "after_effect": True}, "skip": 3})
    opened(sandbox, "POST", "/faults", {"kind": {"is": "HalfBatch"}})
    assert sandbox.faults.armed == (
        Fault(kind=Refuse(status=429, retry_after=2), service="gmail", path="/history", times=None),
        Fault(kind=Drop(after_effect=True), skip=3),
        Fault(kind=HalfBatch()),
    )
    shown = opened(sandbox, "GET", "/faults")
    assert shown[0]["kind"] == {"is": "Refuse", "status": 429, "reason": "", "retry_after": 2}
    opened(sandbox, "DELETE", "/faults")
    assert opened(sandbox, "GET", "/faults") == []


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": {"is": "Refuse"}},
        {"kind": {"is": "Nonsense"}},
        {"kind": {"is": "Drop"}, "tmies": 3},
        {},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_and_not_armed(sandbox: Sandbox, fault: object) -> None:
    refused = knock(sandbox, "POST", "/faults", fault)
    assert refused.status == 400
    assert refused.body["error"]
    assert sandbox.faults.armed == ()


def test_another_process_logs_in_and_out(sandbox: Sandbox) -> None:
    login = opened(sandbox, "POST", "/logins", {"address": OWNER, "scopes": ["gmail.metadata"]})
    wire = Wire(url=sandbox.url, token=login["token"])
    assert login["token_uri"] == f"{sandbox.url}/token"
    assert wire.get("profile").status == 200
    opened(sandbox, "DELETE", f"/logins/{OWNER}?only=access")
    assert wire.get("profile").status == 401
    assert sandbox.logins.answer({**login, "grant_type": "refresh_token"})[0] == 200
    opened(sandbox, "DELETE", f"/logins/{OWNER}")
    assert sandbox.logins.answer({**login, "grant_type": "refresh_token"})[0] == 400
    wire.pool.clear()


def test_mail_arrives_is_labelled_and_goes(sandbox: Sandbox, wire: Wire) -> None:
    box = f"/mailboxes/{OWNER}/messages"
    id_ = opened(sandbox, "POST", box, MAIL)["id"]
    opened(sandbox, "PATCH", f"{box}/{id_}", {"add": ["STARRED"], "remove": ["INBOX"]})
    assert wire.get(f"messages/{id_}", format="minimal").body["labelIds"] == ["Label_1", "STARRED"]
    opened(sandbox, "DELETE", f"{box}/{id_}")
    assert wire.get(f"messages/{id_}").status == 404
    kinds = [list(one)[-1] for one in wire.get("history", startHistoryId=1000).body["history"]]
    assert kinds == ["messagesAdded", "labelsAdded", "labelsRemoved", "messagesDeleted"]
    opened(sandbox, "DELETE", f"/mailboxes/{OWNER}/history")
    assert wire.get("history", startHistoryId=1000).status == 404
    assert knock(sandbox, "DELETE", f"{box}/{id_}").status == 400


def test_limits_and_aliases_are_set(sandbox: Sandbox, wire: Wire) -> None:
    wanted = {"units_per_minute": 9, "prices": {"getProfile": 5}, "aliases": ["annie@example.com"]}
    opened(sandbox, "PATCH", f"/mailboxes/{OWNER}", wanted)
    assert [wire.get("profile").status for _ in range(2)] == [200, 403]
    assert sandbox.mailbox(OWNER).aliases == ["annie@example.com"]
    assert knock(sandbox, "PATCH", f"/mailboxes/{OWNER}", {"unit_per_minute": 9}).status == 400


def test_a_person_acts_at_the_portal(sandbox: Sandbox) -> None:
    opened(sandbox, "POST", "/life", {"owner": OWNER, "mails": [], "contacts": [CONTACT], "user_labels": []})
    deed = {"do": "set_property", "which": "bob@example.org", "name": "firstname", "value": "Robert"}
    opened(sandbox, "POST", "/portal", deed)
    assert sandbox.portal.contact("bob@example.org").value("firstname") == "Robert"
    assert knock(sandbox, "POST", "/portal", {"do": "nonsense"}).status == 400


def test_the_state_holds_what_a_test_put_there_directly(sandbox: Sandbox) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    shown = opened(sandbox, "GET", "/state")["mailboxes"][OWNER]
    assert [message["id"] for message in shown["messages"]] == [id_]
    assert shown["history_id"] == 1001
