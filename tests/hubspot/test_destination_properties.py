"""Writing our properties on contacts."""

import re

import pytest
from hubspot_crm import VALUES, Crm, wanted, without_trace_ids

from crmsync.connector import Applied, Output, Rejected
from crmsync_hubspot.flight import IN_FLIGHT
from crmsync_sandbox.faults import Refuse
from crmsync_sandbox.hubspot.errors import Problem


def test_values_that_were_written_are_read_back_without_a_difference(crm: Crm) -> None:
    for milliseconds in (True, False):
        crm.sandbox.portal.milliseconds = milliseconds
        [contact] = crm.load(f"bob{milliseconds}@example.com")
        values = {**VALUES, Output.WHY: "You usually talk every 12 days; it has been 61.", Output.TURN: "yours"}
        crm.ids(wanted(contact, values))
        [profile] = crm.read(f"bob{milliseconds}@example.com")
        assert profile.values == values


def test_250_changes_take_three_requests_and_keep_their_order(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(250)))
    crm.sandbox.meter.reset()
    assert crm.ids(*map(wanted, contacts)) == contacts
    assert len(crm.calls("batch/update")) == 3
    assert {crm.sandbox.portal.contact(one).value("crmsync_state") for one in contacts} == {"quiet"}


def test_nothing_is_sent_before_outcomes_are_asked_for_and_then_not_everything_at_once(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(1500)))
    outcomes = crm.destination().apply([wanted(one) for one in contacts])
    assert crm.calls("batch/update") == []
    next(outcomes)
    assert len(crm.calls("batch/update")) <= IN_FLIGHT
    assert len(list(outcomes)) == 1499


def test_one_bad_record_among_a_hundred_is_rejected_alone(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(100)))
    changes = [wanted(one) for one in contacts]
    changes[41] = wanted(contacts[41], {Output.STATE: "unheard of"})
    outcomes = crm.apply(*changes)
    assert [one for one in outcomes if isinstance(one, Rejected)] == [outcomes[41]]
    assert outcomes[41] == Rejected(key=changes[41].key, reason="VALIDATION_ERROR INVALID_OPTION crmsync_state")
    assert len(crm.calls("batch/update")) == 1


def test_a_batch_that_is_refused_as_a_whole_is_halved_down_to_the_bad_record(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(100)))
    changes = [wanted(one) for one in contacts]
    changes[41] = wanted(contacts[41], {Output.STATE: "unheard of"})
    without_trace_ids(monkeypatch)
    outcomes = crm.apply(*changes)
    assert [one.key for one in outcomes if isinstance(one, Rejected)] == [changes[41].key]
    assert len(crm.calls("batch/update")) == 15  # 1 + 2 for each of seven halvings
    bodies = [call.body for call in crm.calls("batch/update")]
    assert len(set(bodies)) == len(bodies), "a refused batch was sent again as it was"


def test_results_without_trace_ids_are_known_by_their_record(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(20)))
    without_trace_ids(monkeypatch)
    assert crm.ids(*map(wanted, contacts)) == contacts


def test_an_error_that_names_no_input_is_told_of_all_that_were_not_answered(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts = crm.load("bob@example.com", "eve@example.com")
    entry = Problem.entry
    monkeypatch.setattr(Problem, "entry", lambda *args: {**entry(*args), "context": {}})
    bad = wanted(contacts[0], {Output.STATE: "unheard of"})
    assert crm.apply(bad, wanted(contacts[1])) == [
        Rejected(key=bad.key, reason="VALIDATION_ERROR INVALID_OPTION crmsync_state"),
        Applied(key=f"set {contacts[1]}", id=contacts[1]),
    ]


def test_one_contact_twice_is_written_twice_and_the_last_wins(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    crm.ids(wanted(contact, {Output.STATE: "quiet"}), wanted(contact, {Output.STATE: "dormant"}))
    assert crm.sandbox.portal.contact(contact).value("crmsync_state") == "dormant"


def test_a_merged_contact_is_written_under_its_new_id_which_the_outcome_tells(crm: Crm) -> None:
    first, second, other = crm.load("bob@example.com", "robert@example.com", "eve@example.com")
    survivor = crm.sandbox.portal.people.merge(first, second)
    assert survivor not in (first, second)
    assert crm.ids(wanted(second), wanted(other)) == [survivor, other]
    [profile] = crm.read("robert@example.com")
    assert (profile.id, set(profile.merged_ids)) == (survivor, {first, second})
    assert profile.values == VALUES


def test_a_refused_former_id_is_resolved_and_both_halves_reach_the_survivor(crm: Crm) -> None:
    first, second = crm.load("bob@example.com", "robert@example.com")
    survivor = crm.sandbox.portal.people.merge(first, second)
    crm.sandbox.faults.add(Refuse(status=404), path="contacts/batch/update", times=3)
    changes = wanted(first), wanted(second, {Output.STATE: "dormant"})
    assert crm.ids(*changes) == [survivor, survivor]
    assert len(crm.calls("contacts/batch/update")) == 5, "both, each alone, and each to the survivor"
    assert crm.sandbox.portal.contact(survivor).value("crmsync_state") == "dormant"


def test_who_is_gone_is_rejected_and_the_others_go_on(crm: Crm) -> None:
    gone, stays = crm.load("bob@example.com", "eve@example.com")
    crm.sandbox.portal.people.archive_contact(gone)
    assert crm.apply(wanted(gone), wanted(stays), wanted("999")) == [
        Rejected(key=f"set {gone}", reason="gone"),
        Applied(key=f"set {stays}", id=stays),
        Rejected(key="set 999", reason="gone"),
    ]


@pytest.mark.parametrize("status", [429, 423, 502])
def test_a_passing_refusal_is_waited_for(crm: Crm, status: int) -> None:
    [contact] = crm.load("bob@example.com")
    crm.sandbox.faults.add(Refuse(status=status), path="batch/update", times=4)
    assert crm.ids(wanted(contact)) == [contact]
    assert len(crm.calls("batch/update")) == 5


def test_a_storm_of_refusals_ends_in_the_state_of_a_calm_day(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(300)))
    for status in (429, 500, 503):
        crm.sandbox.faults.add(Refuse(status=status), service="hubspot", times=None, share=0.15)
    crm.ids(*map(wanted, contacts))
    assert all(crm.sandbox.portal.contact(one).value("crmsync_state") == "quiet" for one in contacts)


def test_the_error_of_a_record_repeats_none_of_its_content(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    [outcome] = crm.apply(wanted(contact, {Output.REACH_OUT_BY: "secret words of bob@example.com"}))
    assert isinstance(outcome, Rejected)
    assert re.fullmatch("VALIDATION_ERROR INVALID_DATE crmsync_reach_out_by", outcome.reason)
