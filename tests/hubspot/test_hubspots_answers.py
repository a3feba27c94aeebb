"""Each kind of answer that HubSpot gives, and each of its limits: one test for each, by its status or its name."""

import threading
import time
from datetime import timedelta

import pytest
from hubspot_crm import VALUES, Crm, OpenTasks, create, keys, wanted

from crmsync.connector import Applied, EmailAddress, Exhausted, Forbidden, Output, Rejected, Unauthorized, Unavailable
from crmsync.retry import Caller
from crmsync_sandbox.faults import Drop, Refuse

BOB = "bob@example.com"
STATE = {Output.STATE: "unheard of"}


def people(count: int) -> list[str]:
    return [f"p{n}@example.com" for n in range(count)]


def test_2xx_is_looked_through_for_errors(crm: Crm) -> None:
    good, bad = crm.load(BOB, "eve@example.com")
    outcomes = crm.apply(wanted(good), wanted(bad, STATE))
    assert [one.key for one in outcomes if isinstance(one, Applied)] == [f"set {good}"]
    assert crm.calls("batch/update")[0].status == (207 if crm.version == "v3" else 200)


def test_207_keeps_the_results_and_tells_the_rest_record_by_record(crm: Crm) -> None:
    contacts = crm.load(*people(100))
    changes = [wanted(one, STATE if place % 10 == 0 else VALUES) for place, one in enumerate(contacts)]
    outcomes = crm.apply(*changes)
    assert [place for place, one in enumerate(outcomes) if isinstance(one, Rejected)] == list(range(0, 100, 10))
    assert len(crm.calls("batch/update")) == 1


def test_400_on_a_batch_is_never_sent_again_unchanged(crm: Crm) -> None:
    contacts = crm.load(*people(8))
    crm.sandbox.faults.add(Refuse(status=400), path="batch/update", times=2)
    assert crm.ids(*map(wanted, contacts)) == contacts
    bodies = [call.body for call in crm.calls("batch/update")]
    assert len(bodies) == len(set(bodies))


def test_400_for_one_id_twice_can_not_happen(crm: Crm) -> None:
    [contact] = crm.load(BOB)
    assert crm.ids(wanted(contact), wanted(contact)) == [contact, contact]
    assert 400 not in {call.status for call in crm.calls()}


def test_401_stops_at_once(crm: Crm) -> None:
    with pytest.raises(Unauthorized, match="does not accept the key") as said:
        list(crm.destination(key="pat-na1-wrong").read([EmailAddress(BOB)]))
    assert not isinstance(said.value, Forbidden)
    assert len(crm.calls()) == 1


def test_403_names_the_scopes(crm: Crm) -> None:
    crm.sandbox.portal.scopes.clear()
    with pytest.raises(Forbidden, match=r"lacks crm\.objects\.contacts\.read"):
        crm.read(BOB)


def test_404_is_gone_or_merged_and_is_resolved_anew(crm: Crm) -> None:
    gone, first, second = crm.load(BOB, "eve@example.com", "eva@example.com")
    crm.sandbox.portal.people.archive_contact(gone)
    survivor = crm.sandbox.portal.people.merge(first, second)
    crm.sandbox.faults.add(Refuse(status=404), path="contacts/batch/update", times=3)
    assert crm.apply(wanted(gone), wanted(second)) == [
        Rejected(key=f"set {gone}", reason="gone"),
        Applied(key=f"set {second}", id=survivor),
    ]


def test_409_means_it_exists_and_it_is_adopted(crm: Crm) -> None:
    [contact] = crm.load(BOB)
    [task] = crm.ids(create(contact))
    crm.sandbox.meter.reset()
    crm.sandbox.faults.add(Refuse(status=409), path="tasks/batch/create")
    assert crm.ids(create(contact)) == [task]
    assert keys(crm) == ["k1"]


def test_423_waits_two_seconds_and_slows_down(crm: Crm) -> None:
    crm.caller = Caller(wait_scale=0.1)
    crm.sandbox.faults.add(Refuse(status=423), path="batch/read")
    start = time.monotonic()
    crm.read(BOB)
    assert time.monotonic() - start >= 0.2
    assert crm.caller.budget(f"hubspot {crm.sandbox.url} env HUBSPOT_KEY", 100, 10.0).allowed < 60


@pytest.mark.parametrize(("policy", "pause"), [("SECONDLY", 0.05), ("TEN_SECONDLY_ROLLING", 0.5)])
def test_429_pauses_all_workers(crm: Crm, policy: str, pause: float) -> None:
    crm.caller = Caller(wait_scale=0.05)
    crm.sandbox.faults.add(Refuse(status=429, reason=policy), path="batch/read")
    destination = crm.destination()
    list(destination.changes(None, OpenTasks()))
    refused = threading.Thread(target=lambda: list(destination.read([EmailAddress(BOB)])))
    refused.start()
    while not crm.calls("batch/read"):
        time.sleep(0.001)
    start = time.monotonic()
    time.sleep(0.02)
    list(destination.read([EmailAddress("eve@example.com")]))
    assert time.monotonic() - start >= 0.9 * pause
    refused.join()


def test_429_daily_saves_and_stops_and_says_when(crm: Crm) -> None:
    crm.sandbox.faults.add(Refuse(status=429, reason="DAILY"), path="batch/read")
    with pytest.raises(Exhausted, match="after 2026-11-23T00:00:00Z"):
        crm.read(BOB)
    assert len(crm.calls("batch/read")) == 1


def test_477_saves_and_stops_and_says_when(crm: Crm) -> None:
    crm.sandbox.faults.add(Refuse(status=477, retry_after=7200))
    with pytest.raises(Exhausted, match="moving this account") as said:
        crm.read(BOB)
    assert said.value.until == crm.now + timedelta(hours=2)
    assert len(crm.calls()) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 521, 523, 524])
def test_5xx_is_tried_five_times_and_a_create_is_looked_for_before(both: Crm, status: int) -> None:
    [contact] = both.load(BOB)
    both.sandbox.faults.add(Refuse(status=status), path="tasks/batch/create", times=None)
    with pytest.raises(Unavailable, match=f"answered {status}; gave up after 5 tries"):
        both.apply(create(contact))
    paths = [call.path for call in both.calls() if call.path.endswith(("tasks/batch/create", "tasks/batch/read"))]
    creates = [place for place, path in enumerate(paths) if "associations" not in path and path.endswith("create")]
    assert len(creates) == 5
    assert all("associations" in paths[place - 1] for place in creates[1:]), "looked for before each"


def test_a_dropped_connection_on_a_create_is_looked_for_and_on_an_update_repeated(both: Crm) -> None:
    [contact] = both.load(BOB)
    for path in ("contacts/batch/update", "tasks/batch/create"):
        both.sandbox.faults.add(Drop(after_effect=True), path=path)
    both.ids(wanted(contact), create(contact))
    assert len(both.calls("contacts/batch/update")) == 2
    assert len(both.calls("tasks/batch/create")) == 1


@pytest.mark.parametrize("limit", [100, 190, 250])
def test_the_burst_of_each_plan_is_used_and_never_passed(crm: Crm, limit: int) -> None:
    crm.sandbox.portal.limits.burst.limit = limit
    list(crm.destination().read([EmailAddress(one) for one in people(400 * 100)]))
    assert 429 not in {call.status for call in crm.calls()}
    assert crm.caller.budget(f"hubspot {crm.sandbox.url} env HUBSPOT_KEY", 100, 10.0).allowed == limit


def test_a_search_has_no_headers_and_teaches_nothing(crm: Crm) -> None:
    crm.sandbox.portal.limits.burst.limit = 190
    list(crm.destination().changes(None, OpenTasks()))
    assert crm.caller.budget(f"hubspot {crm.sandbox.url} env HUBSPOT_KEY", 100, 10.0).allowed == 100


def test_a_search_goes_on_beyond_its_ten_thousand_by_the_record_s_id(crm: Crm) -> None:
    crm.load(*people(401), crmsync_mute="true")
    pages = list(crm.destination().changes(None, OpenTasks()))
    assert sum(len(page.profiles) for page in pages) == 401
    bodies = [call.body for call in crm.calls("search")]
    assert len(bodies) == 3
    assert all(b'"hs_object_id", "operator": "GT"' in body and b'"after"' not in body for body in bodies)


def test_a_batch_has_at_most_a_hundred_inputs_and_of_associations_a_thousand(crm: Crm) -> None:
    contacts = crm.load(*people(1001))
    crm.read(*people(1001))
    crm.ids(*map(wanted, contacts))
    inputs = [("associations" in call.path, call.body.count(b'"id"')) for call in crm.calls("batch")]
    assert sorted(count for of_associations, count in inputs if of_associations) == [1, 1000]
    assert sorted(count for of_associations, count in inputs if not of_associations) == [1, 1, *[100] * 20]
