"""The limit on reads, faults, and that both are counted."""

from collections.abc import Iterator

import pytest
from people_client import BOTH, CONTACTS, GROUPS, Client, client, reason

from crmsync_sandbox.faults import Drop, EmptyPage, Refuse
from crmsync_sandbox.google.allowance import Allowance
from crmsync_sandbox.people.errors import TOO_MANY


@pytest.fixture
def people() -> Iterator[Client]:
    with client(*BOTH) as people:
        yield people


def test_so_many_reads_a_minute_are_answered_and_the_next_is_refused_in_googles_words(people: Client) -> None:
    assert people.book.allowance.per_minute == 90
    clock = [0.0]
    people.book.allowance = Allowance(5, [TOO_MANY], clock=lambda: clock[0])
    replies = [people.contacts() for _ in range(6)]
    assert [reply.status for reply in replies] == [200] * 5 + [429]
    error = replies[-1].body["error"]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert "Critical read requests (Contact and Profile Reads) per minute per user" in error["message"]
    assert reason(replies[-1]) == "RATE_LIMIT_EXCEEDED"
    clock[0] = 60.0
    assert people.contacts().status == 200


def test_requests_are_counted_under_the_connectors_name_and_cost_no_units(people: Client) -> None:
    people.contacts()
    people.ask(GROUPS)
    people.ask("/v1/otherContacts", readMask="names")
    assert people.sandbox.meter.requests == {"google-contacts": 3}
    assert people.sandbox.meter.units == {}
    assert {call.account for call in people.sandbox.meter.log} == {"ann@example.com"}


@pytest.mark.parametrize(
    ("refuse", "status", "why"),
    [
        (Refuse(status=429, retry_after=7), "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED"),
        (Refuse(status=403), "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        (Refuse(status=403, reason="SERVICE_DISABLED"), "PERMISSION_DENIED", "SERVICE_DISABLED"),
        (Refuse(status=400, reason="EXPIRED_SYNC_TOKEN"), "FAILED_PRECONDITION", "EXPIRED_SYNC_TOKEN"),
        (Refuse(status=500), "INTERNAL", ""),
        (Refuse(status=503), "INTERNAL", ""),
    ],
)
def test_a_fault_refuses_in_the_services_own_form(people: Client, refuse: Refuse, status: str, why: str) -> None:
    people.sandbox.faults.add(refuse, service="google-contacts")
    reply = people.contacts()
    error = reply.body["error"]
    assert (reply.status, error["code"], error["status"]) == (refuse.status, refuse.status, status)
    assert (reason(reply) if why else error.get("details", "")) == why
    assert "errors" not in error
    assert reply.headers.get("retry-after") == (None if refuse.retry_after is None else "7")
    assert people.contacts().status == 200


def test_a_front_end_that_fails_answers_html(people: Client) -> None:
    people.sandbox.faults.add(Refuse(status=502), path=CONTACTS)
    assert people.contacts().headers["content-type"].startswith("text/html")


def test_a_page_may_be_empty_and_have_a_successor(people: Client) -> None:
    people.enter("c1")
    people.sandbox.faults.add(EmptyPage(), path="/connections")
    empty = people.contacts()
    assert people.names(empty) == []
    assert people.names(people.contacts(pageToken=empty.body["nextPageToken"])) == ["people/c1"]


def test_a_dropped_request_is_counted(people: Client) -> None:
    people.sandbox.faults.add(Drop(), service="google-contacts")
    with pytest.raises(Exception, match="Connection aborted"):
        people.contacts()
    assert people.sandbox.meter.requests == {"google-contacts": 1}
