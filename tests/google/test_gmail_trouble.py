"""Faults on the way: what is repeated, what stops the account, what is one message's own trouble."""

import json
import logging
import socket
from datetime import UTC, datetime

import pytest
from gmail_world import ANN, PLENTY, World

from crmsync.connector import Exhausted, Skipped, Unauthorized, Unavailable
from crmsync.retry import Caller
from crmsync_google.gmail import Gmail
from crmsync_sandbox.faults import Drop, EmptyPage, ExpireToken, HalfBatch, Kind, Refuse
from crmsync_sandbox.google.errors import FAILED_PRECONDITION

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


def a_mailbox(world: World, size: int = 60) -> set[str]:
    return {world.post(f"thread {number // 2}") for number in range(size)}


@pytest.mark.parametrize("path", ["/profile", "/messages", "/batch"])
@pytest.mark.parametrize("kind", PASSING, ids=str)
def test_passing_trouble_loses_nothing_and_every_request_is_counted(world: World, kind: Kind, path: str) -> None:
    wanted = a_mailbox(world)
    world.sandbox.faults.add(kind, service="gmail", path=path, times=1 if isinstance(kind, ExpireToken) else 2)
    world.pull()
    assert sorted(world.store.told) == sorted(wanted)
    assert world.caller.tally.requests == world.sandbox.meter.requests


def test_trouble_now_and_then_loses_nothing(world: World) -> None:
    wanted = a_mailbox(world, 200)
    for kind in PASSING:
        world.sandbox.faults.add(kind, service="gmail", times=None, share=0.03)
    world.pull()
    assert sorted(world.store.told) == sorted(wanted)


def test_refused_parts_of_a_batch_are_repeated_alone(world: World) -> None:
    wanted = a_mailbox(world)
    world.sandbox.faults.add(HalfBatch(), service="gmail", path="/batch", times=3)
    world.pull()
    assert sorted(world.store.told) == sorted(wanted)
    refused = [call for call in world.calls if call.status == 429]
    assert len(refused) >= 12 + 6 + 5  # three batches, of which the last may be the rest of another
    assert len(world.gets()) == len(wanted) + len(refused)


def test_a_refused_part_slows_the_whole_account_down(world: World) -> None:
    a_mailbox(world, 10)
    world.sandbox.faults.add(HalfBatch(), service="gmail", path="/batch")
    world.pull()
    budget = world.caller.budget(f"gmail:{ANN}", PLENTY, 61.0)
    assert budget.allowed < PLENTY * 0.6


@pytest.mark.parametrize("status", [429, 500])
def test_a_part_that_is_refused_again_and_again_is_waited_for(world: World, status: int) -> None:
    ids = a_mailbox(world, 10)
    stubborn = min(ids)
    world.sandbox.faults.add(Refuse(status=status), path=stubborn, times=4)
    world.pull()
    assert world.store.mails == ids
    assert world.gets().count(stubborn) == 5


@pytest.mark.parametrize("talk", [1, 4])
@pytest.mark.parametrize("status", [500, 503])
def test_what_gmail_is_for_ever_in_trouble_with_is_waited_for_and_then_skipped(
    world: World, status: int, talk: int
) -> None:
    waits: list[float] = []
    world.caller = Caller(wait_scale=0.01, sleep=waits.append)
    stubborn = [world.post("stubborn") for _ in range(talk)]
    others = a_mailbox(world, 60)
    world.sandbox.faults.add(Refuse(status=status), path=stubborn[0], times=None)
    assert world.pull()[-1].coverage.complete
    reason = f"Gmail answered {status}"
    assert {id: world.store.records[id] for id in stubborn} == {id: Skipped(id=id, reason=reason) for id in stubborn}
    assert world.store.mails == others
    assert world.gets().count(stubborn[0]) == 6
    assert len(waits) == 4


def test_one_message_in_trouble_stops_no_night(world: World) -> None:
    a_mailbox(world, 10)
    cursor = world.pull()[-1].cursor
    stubborn = world.post("new")
    world.sandbox.faults.add(Refuse(status=503), path=stubborn, times=None)
    assert world.pull(cursor)[-1].coverage.complete
    assert world.store.records[stubborn] == Skipped(id=stubborn, reason="Gmail answered 503")


@pytest.mark.parametrize("path", ["/messages/", "/(messages|threads)/"])
def test_gmail_in_trouble_with_every_message_stops_the_account(world: World, path: str) -> None:
    a_mailbox(world, 60)
    world.sandbox.faults.add(Refuse(status=503), path=path, times=None)
    with pytest.raises(Unavailable, match="answered 503"):
        world.pull()
    assert not any(isinstance(record, Skipped) for record in world.store.records.values())


def test_being_too_fast_for_ever_is_no_messages_own_trouble(world: World) -> None:
    stubborn = min(a_mailbox(world, 10))
    world.sandbox.faults.add(Refuse(status=429), path=stubborn, times=None)
    with pytest.raises(Unavailable, match="too fast"):
        world.pull()


def test_trouble_that_does_not_pass_stops_the_account_and_the_next_pull_goes_on(world: World) -> None:
    wanted = a_mailbox(world, 300)
    fault = world.sandbox.faults
    fault.add(Refuse(status=503), service="gmail", path="/batch", skip=5, times=None)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:\d+ answered 503"):
        world.pull()
    cursor = world.cursor
    told = len(world.store.told)
    assert 0 < told < len(wanted)
    fault.clear()
    world.pull(cursor)
    assert world.store.mails == wanted
    assert len(world.store.told) == len(wanted) - told


def test_what_was_read_before_trouble_is_told_though_it_makes_no_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmsync_google.workers.IN_FLIGHT", 1)
    wanted = a_mailbox(world, 90)
    world.sandbox.faults.add(Refuse(status=403, reason="dailyLimitExceeded"), path="/batch", skip=2)
    with pytest.raises(Exhausted):
        world.pull()
    assert len(world.store.mails) == 50
    world.pull(world.cursor)
    assert world.store.mails == wanted
    assert len(world.store.told) == 40


def test_a_message_that_gmail_will_not_show_is_skipped(world: World) -> None:
    ids = sorted(a_mailbox(world, 10))
    world.sandbox.faults.add(Refuse(status=400), path=ids[0], times=None)
    world.pull()
    assert world.store.records[ids[0]] == Skipped(id=ids[0], reason="Gmail answered 400")
    assert world.store.mails == set(ids[1:])


def test_the_daily_limit_says_when_to_come_back(world: World) -> None:
    a_mailbox(world, 10)
    world.sandbox.faults.add(Refuse(status=403, reason="dailyLimitExceeded"), path="/batch", times=None)
    with pytest.raises(Exhausted, match=r"ann@example\.com") as caught:
        world.pull()
    assert caught.value.until is not None
    assert 0 < (caught.value.until - datetime.now(UTC)).total_seconds() <= 25 * 3600
    assert len(world.sandbox.meter.log) < 15


def test_an_account_without_gmail_is_told_apart(world: World) -> None:
    world.mailbox.refusal = FAILED_PRECONDITION
    with pytest.raises(Unauthorized, match="has no Gmail"):
        world.pull()


def test_a_closed_port_is_named_in_one_message(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
    source = world.source()
    config = Gmail.Config(account=ANN, api_base=f"http://{host}")
    unreachable = Gmail(config, account=source._account, caller=world.caller)
    with pytest.raises(Unavailable, match=host):
        list(unreachable.pull(None, world.store))


def test_an_expired_token_is_renewed_once_for_all_threads(world: World) -> None:
    wanted = a_mailbox(world, 200)
    pages = world.pages()
    next(pages)
    world.sandbox.logins.expire(ANN)
    list(pages)
    assert world.store.mails == wanted
    assert world.sandbox.meter.refreshes == 1
    assert world.caller.tally.requests == world.sandbox.meter.requests


def test_a_login_with_a_past_expiry_is_renewed_before_the_first_request(world: World) -> None:
    login = json.loads(world.sandbox.login(ANN))
    world.login = json.dumps(login | {"expiry": "2020-01-01T00:00:00Z"})
    world.pull()
    assert [call.status for call in world.calls if call.status != 200] == []
    assert world.sandbox.meter.refreshes == 1


def test_a_token_that_is_refused_after_its_renewal_ends_the_login(world: World) -> None:
    world.sandbox.faults.add(ExpireToken(), service="gmail", times=None)
    with pytest.raises(Unauthorized, match=r"Make a new login"):
        world.pull()
    assert world.sandbox.meter.refreshes == 1
    assert world.sandbox.meter.requests["gmail"] == 2


def test_a_login_without_refresh_token_ends_with_its_token(world: World) -> None:
    login = json.loads(world.sandbox.login(ANN))
    del login["refresh_token"]
    world.login = json.dumps(login)
    world.pull()
    world.sandbox.logins.expire(ANN)
    with pytest.raises(Unauthorized, match=r"Make a new login"):
        world.pull()
    assert world.sandbox.meter.refreshes == 0


def test_a_revoked_login_names_the_likely_causes(world: World) -> None:
    world.login = world.sandbox.login(ANN)
    world.sandbox.logins.revoke(ANN)
    with pytest.raises(Unauthorized, match=r"in Testing.*password.*6 months.*100.*revoked.*Make a new login"):
        world.pull()


def test_a_missing_scope_is_named(world: World) -> None:
    world.login = world.sandbox.login(ANN, ["calendar.events.readonly"])
    with pytest.raises(Unauthorized, match=r"auth/gmail\.metadata"):
        world.pull()


@pytest.mark.parametrize("text", ["", "no json", "[]", "{}", '{"type": "service_account"}', '{"token": ""}'])
def test_a_login_that_is_none_is_said_without_its_text(world: World, text: str) -> None:
    world.login = text or " "
    with pytest.raises(Unauthorized, match=r"login of ann@example\.com .*Make a new login"):
        world.pull()


def test_a_token_goes_to_no_clear_text_host(world: World) -> None:
    login = json.loads(world.sandbox.login(ANN))
    world.login = json.dumps(login | {"token_uri": "http://example.com/token"})
    with pytest.raises(Unauthorized, match="token_uri"):
        world.pull()
    with pytest.raises(ValueError, match="https"):
        Gmail.Config(account=ANN, api_base="http://gmail.googleapis.com")


def test_no_part_of_a_login_is_logged_or_shown(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    a_mailbox(world, 30)
    world.login = world.sandbox.login(ANN)
    secrets = [str(value) for name, value in json.loads(world.login).items() if "token" in name or "secret" in name]
    secrets = [value for value in secrets if "://" not in value]
    world.sandbox.logins.expire(ANN)
    world.pull()
    world.sandbox.logins.revoke(ANN)
    with pytest.raises(Unauthorized) as caught:
        world.pull()
    said = caplog.text + repr(world.source().__dict__) + str(caught.value) + repr(caught.value.__cause__)
    assert len(secrets) == 3
    assert [value for value in secrets if value in said] == []
    assert "ya29." not in said


def test_at_full_pace_nothing_is_refused(world: World) -> None:
    world.mailbox.quota.units_per_minute = world.units_per_minute = 6000
    wanted = {world.post(f"{number}") for number in range(600)}
    world.pull()
    assert world.store.mails == wanted
    assert {call.status for call in world.calls} == {200}
    assert world.caller.tally.units == world.sandbox.meter.units


def test_a_budget_below_a_batch_makes_smaller_batches(world: World) -> None:
    world.mailbox.quota.units_per_minute = world.units_per_minute = 200
    wanted = {world.post(f"{number}") for number in range(12)}
    world.pull()
    assert world.store.mails == wanted
    assert {call.status for call in world.calls} == {200}


def test_a_page_without_items_may_have_a_successor(world: World) -> None:
    wanted = a_mailbox(world, 30)
    world.sandbox.faults.add(EmptyPage(), service="gmail", path="/messages$")
    world.pull()
    assert world.store.mails == wanted
