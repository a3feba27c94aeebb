"""Logins, limits, the network, and the key that is never shown."""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

import pytest
from hubspot_crm import VALUES, Crm, OpenTasks, create, wanted

from crmsync.connector import Destination, EmailAddress, Exhausted, Output, Schema, Secret, Unauthorized, Unavailable
from crmsync.retry import Caller
from crmsync_hubspot import wire
from crmsync_hubspot.config import HubSpotConfig
from crmsync_hubspot.destination import HubSpotDestination
from crmsync_sandbox.faults import Delay, Drop, Refuse

KEY = "pat-na1-0123456789-very-secret"
BOB = EmailAddress("bob@example.com")


def test_it_is_a_destination_with_a_schema(crm: Crm) -> None:
    destination: Destination = crm.destination()
    assert isinstance(destination, Schema)


def test_construction_sends_nothing_and_reveals_nothing() -> None:
    def reveal() -> str:
        raise AssertionError("revealed")

    HubSpotDestination(HubSpotConfig(key=Secret("env X", reveal)), caller=Caller())


def test_a_wrong_key_is_named_by_its_origin_and_never_shown(crm: Crm, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    destination = crm.destination(key=KEY)
    with pytest.raises(Unauthorized, match="does not accept the key from env HUBSPOT_KEY") as said:
        list(destination.read([BOB]))
    assert len(crm.calls("batch/read")) == 1, "a wrong key is not tried again"
    shown = [
        *traceback.format_exception(said.value),
        repr(said.value),
        caplog.text,
        repr(destination),
        repr(vars(destination)),
    ]
    assert all(KEY not in text for text in shown)


@pytest.mark.parametrize(
    ("scope", "act"),
    [
        ("crm.objects.contacts.read", lambda crm, contact: crm.read(BOB)),
        ("crm.objects.contacts.write", lambda crm, contact: crm.apply(wanted(contact))),
        ("crm.objects.owners.read", lambda crm, contact: crm.apply(create(contact, owner="ann@example.com"))),
    ],
)
def test_a_missing_scope_is_named(crm: Crm, scope: str, act: Callable[[Crm, str], object]) -> None:
    [contact] = crm.load(BOB)
    crm.sandbox.portal.scopes.remove(scope)
    with pytest.raises(Unauthorized, match=f"the key from env HUBSPOT_KEY lacks {scope}"):
        act(crm, contact)


def test_neither_key_nor_contact_data_is_logged_or_told(crm: Crm, caplog: pytest.LogCaptureFixture) -> None:
    [contact] = crm.load(BOB)
    destination = crm.destination()
    list(destination.read([BOB]))  # the client quiets its loggers when it is made
    caplog.handler.filters.clear()  # a command that ran in this process before has quieted the libraries
    for name in ("", "urllib3", "hubspot", "crmsync_hubspot"):
        caplog.set_level(logging.DEBUG, logger=name)
    crm.sandbox.faults.add(Refuse(status=503), path="batch", times=2)
    list(destination.apply([wanted(contact), create(contact)]))
    crm.sandbox.faults.add(Refuse(status=400), path="contacts/batch/read")
    list(destination.read([BOB]))
    crm.sandbox.faults.add(Refuse(status=418), path="search")
    with pytest.raises(Unavailable, match=r"contacts/search was refused \(418") as said:
        list(destination.changes(None, OpenTasks()))
    assert "batch/update" in caplog.text
    for secret in (crm.sandbox.hubspot_key, BOB, "CANARY", VALUES[Output.LAST_CONTACT], "Talk to Bob"):
        assert all(secret not in text for text in [caplog.text, *traceback.format_exception(said.value)])


def test_the_daily_limit_stops_at_once_and_says_why(crm: Crm) -> None:
    crm.sandbox.portal.exhaust_day()
    with pytest.raises(Exhausted, match="no more requests today"):
        crm.read(BOB)
    assert len(crm.calls("batch/read")) == 1


def test_a_moving_account_says_when_to_come_back(crm: Crm) -> None:
    crm.sandbox.faults.add(Refuse(status=477, retry_after=3600))
    with pytest.raises(Exhausted, match="moving this account") as said:
        crm.read(BOB)
    assert said.value.until == crm.now + timedelta(hours=1)
    assert str(said.value).endswith("Run the command again after 2026-11-22T10:30:00Z.")


def test_a_limit_that_is_hit_slows_the_whole_destination_down(crm: Crm) -> None:
    budget = crm.caller.budget(f"hubspot {crm.sandbox.url} env HUBSPOT_KEY", 100, 10.0)
    crm.sandbox.faults.add(Refuse(status=429, reason="TEN_SECONDLY_ROLLING"), path="batch/read")
    crm.read(BOB)
    assert budget.allowed < 60


def test_no_more_requests_are_sent_than_hubspot_allows(crm: Crm) -> None:
    crm.load(BOB)
    destination = crm.destination()
    threads = [threading.Thread(target=lambda: [list(destination.read([BOB])) for _ in range(20)]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 429 not in {call.status for call in crm.calls()}
    assert crm.caller.tally.requests["hubspot"] == len(crm.calls())


def test_searches_keep_to_their_own_limit_too(crm: Crm) -> None:
    crm.load(*(f"p{n}@example.com" for n in range(1201)), crmsync_mute="true")
    crm.caller = Caller(wait_scale=0.1)
    crm.sandbox.portal.limits.search.seconds = 0.1
    list(crm.destination().changes(None, OpenTasks()))
    assert [call.status for call in crm.calls("search")] == [200] * 7


def test_all_requests_share_one_pool_of_connections(crm: Crm) -> None:
    destination = crm.destination()
    list(destination.read([BOB]))
    list(destination.lacking())
    pool_manager = destination._schema.wire._api.rest_client.pool_manager
    [host] = pool_manager.pools.keys()
    assert pool_manager.pools[host].num_connections == 1


@pytest.mark.parametrize("fault", [Drop(), Drop(after_effect=True), Delay(seconds=3)], ids=["before", "after", "slow"])
def test_a_lost_answer_of_a_read_or_an_update_is_asked_for_again(
    crm: Crm, fault: Drop | Delay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", (1.0, 0.3))
    [contact] = crm.load(BOB)
    crm.sandbox.faults.add(fault, path="batch/update")
    crm.sandbox.faults.add(fault, path="contacts/batch/read")
    start = time.monotonic()
    crm.ids(wanted(contact))
    assert crm.read(BOB)[0].values == VALUES
    assert time.monotonic() - start < 3, "the late answer was waited for"


@pytest.mark.parametrize("padding", ["\n", " ", "\r\n"])
def test_a_key_from_a_file_may_end_with_a_line(crm: Crm, padding: str) -> None:
    assert list(crm.destination(key=crm.sandbox.hubspot_key + padding).read([BOB])) == []


@pytest.mark.parametrize("key", ["", "\n", "xyzzy\nHost: evil", "xyzzyü", "xyzzy xyzzy"])
def test_what_can_be_no_key_is_not_sent_and_not_shown(crm: Crm, key: str) -> None:
    with pytest.raises(Unauthorized, match="what env HUBSPOT_KEY holds is no key") as said:
        list(crm.destination(key=key).read([BOB]))
    assert crm.calls() == []
    assert "xyzzy" not in "".join(traceback.format_exception(said.value))
