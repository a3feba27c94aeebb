import gzip
import http.client
import json
from urllib.parse import urlencode

import pytest
from gmail_client import OWNER, USER, Wire, mail

from crmsync_sandbox.faults import Drop, Refuse
from crmsync_sandbox.meter import Call, Stage
from crmsync_sandbox.server import Sandbox


def refresh(sandbox: Sandbox, wire: Wire) -> str:
    login = json.loads(sandbox.login(OWNER, ["gmail.readonly"]))
    form = {key: login[key] for key in ("client_id", "client_secret", "refresh_token")}
    answer = wire.ask("POST", "/token", urlencode({**form, "grant_type": "refresh_token"}).encode())
    token: str = answer.body["access_token"]
    return token


def test_requests_are_counted_by_service_and_refreshes_apart(sandbox: Sandbox, wire: Wire) -> None:
    wire.get("profile")
    wire.batch([f"{USER}/profile"] * 3)
    wire.ask("GET", "/crm/v3/owners")
    refresh(sandbox, wire)
    assert sandbox.meter.requests == {"gmail": 2, "hubspot": 1}
    assert sandbox.meter.refreshes == 1
    assert sandbox.meter.units == {OWNER: 4}


def test_refused_and_dropped_requests_count_as_requests_and_cost_no_units(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(Refuse(status=429))
    assert wire.get("profile").status == 429
    sandbox.faults.add(Drop())
    with pytest.raises(Exception, match=r"aborted|closed|reset"):
        wire.get("profile")
    assert sandbox.meter.requests == {"gmail": 2}
    assert sandbox.meter.units == {}


def test_the_log_tells_what_was_asked_and_by_whom(sandbox: Sandbox, wire: Wire) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    wire.get(f"messages/{id_}", fields="id")
    wire.batch([f"{USER}/messages/{id_}?fields=snippet"])
    alone, batch = sandbox.meter.log
    assert alone == Call(
        service="gmail",
        method="GET",
        path=f"{USER}/messages/{id_}",
        query="fields=id",
        account=OWNER,
        status=200,
        units=20,
    )
    assert (batch.path, batch.account, batch.items, batch.units) == ("/batch/gmail/v1", OWNER, 1, 20)
    assert [(part.path, part.query) for part in batch.parts] == [(f"{USER}/messages/{id_}", "fields=snippet")]


def test_the_log_holds_what_was_sent_to_hubspot_and_no_token_of_anyone(sandbox: Sandbox, wire: Wire) -> None:
    fresh = refresh(sandbox, wire)
    wire.get("profile")
    wire.batch([f"{USER}/profile"])
    wire.ask("POST", "/crm/v3/objects/contacts", b'{"properties": {}}', authorization=f"Bearer {sandbox.hubspot_key}")
    assert sandbox.meter.log[-1].body == b'{"properties": {}}'
    shown = repr(sandbox.meter.log) + repr([call.body for call in sandbox.meter.log])
    for secret in (wire.token, fresh, sandbox.hubspot_key, sandbox.logins.client_secret):
        assert secret not in shown


def test_counters_start_again(sandbox: Sandbox, wire: Wire) -> None:
    wire.get("profile")
    refresh(sandbox, wire)
    sandbox.meter.reset()
    assert (dict(sandbox.meter.requests), dict(sandbox.meter.units), sandbox.meter.refreshes, sandbox.meter.log) == (
        {},
        {},
        0,
        [],
    )


def test_hooks_are_called_before_the_effect_and_again_before_the_answer(sandbox: Sandbox, wire: Wire) -> None:
    told: list[tuple[Stage, str, int | None, int]] = []

    def hook(stage: Stage, call: Call) -> None:
        contacts = len(sandbox.portal.dump()["contacts"])
        told.append((stage, call.service, call.status, contacts))

    sandbox.hooks.append(hook)
    crm = {"authorization": f"Bearer {sandbox.hubspot_key}", "content_type": "application/json"}
    wire.ask("POST", "/crm/v3/objects/contacts", b'{"properties": {"email": "bob@example.org"}}', **crm)
    refresh(sandbox, wire)
    assert told == [
        (Stage.BEFORE_EFFECT, "hubspot", None, 0),
        (Stage.AFTER_EFFECT, "hubspot", 201, 1),
        (Stage.BEFORE_EFFECT, "token", None, 1),
        (Stage.AFTER_EFFECT, "token", 200, 1),
    ]


def test_a_hook_may_change_the_mailbox_in_the_midst_of_a_request(sandbox: Sandbox, wire: Wire) -> None:
    def arrival(stage: Stage, _: Call) -> None:
        if stage is Stage.BEFORE_EFFECT:
            sandbox.mailbox(OWNER).receive(mail(1))

    sandbox.hooks.append(arrival)
    assert wire.get("profile").body["messagesTotal"] == 1


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, deflate", "gzip"), ("identity", None)])
def test_long_answers_are_compressed_for_clients_that_take_gzip(
    sandbox: Sandbox, wire: Wire, accepted: str, encoding: str | None
) -> None:
    for number in range(50):
        sandbox.mailbox(OWNER).receive(mail(number))
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    headers = {"Authorization": f"Bearer {wire.token}", "Accept-Encoding": accepted}
    connection.request("GET", f"{USER}/messages", headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.headers["content-encoding"] == encoding
    assert len(json.loads(gzip.decompress(body) if encoding else body)["messages"]) == 50
