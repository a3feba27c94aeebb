"""Search: filters, sorts, pages, and what it does not see."""

import time
from collections.abc import Iterator, Mapping

import pytest
from hubspot_client import Desk, Reply, define, open_desk

from crmsync_sandbox.life import CrmContact


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with open_desk() as desk:
        define(desk.wire, "contacts", "days", "number", "number")
        define(desk.wire, "contacts", "met", "datetime", "date")
        for who, days, met in (("ann", "9", "2026-01-09"), ("bob", "30", "2026-01-30T10:00:00Z")):
            desk.portal.people.set_property(f"{who}@example.com", "days", days)
            desk.portal.people.set_property(f"{who}@example.com", "met", met)
        object.__setattr__(desk, "fresh", desk.portal.snapshot())
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clean()
    return opened


def search(desk: Desk, *filters: Mapping[str, object], **more: object) -> Reply:
    groups = [{"filters": [one]} for one in filters]
    return desk.wire.post("objects/contacts/search", {"filterGroups": groups, "properties": ["email"], **more})


def names(reply: Reply) -> list[str]:
    assert reply.status == 200
    return [one["properties"]["email"].partition("@")[0] for one in reply.body["results"]]


@pytest.mark.parametrize("version", ["v3", "2026-09"])
@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"operator": "EQ", "propertyName": "email", "value": "ANN@example.com"}, ["ann"]),
        ({"operator": "NEQ", "propertyName": "firstname", "value": "Ann"}, ["bob"]),
        ({"operator": "HAS_PROPERTY", "propertyName": "days"}, ["ann", "bob"]),
        ({"operator": "NOT_HAS_PROPERTY", "propertyName": "days"}, ["cleo"]),
        ({"operator": "GT", "propertyName": "days", "value": "9"}, ["bob"]),
        ({"operator": "GTE", "propertyName": "days", "value": "9"}, ["ann", "bob"]),
        ({"operator": "LT", "propertyName": "days", "value": "30"}, ["ann"]),
        ({"operator": "LTE", "propertyName": "days", "value": "30"}, ["ann", "bob"]),
        ({"operator": "BETWEEN", "propertyName": "days", "value": "10", "highValue": "100"}, ["bob"]),
        ({"operator": "IN", "propertyName": "email", "values": ["bob@example.com", "x"]}, ["bob"]),
        ({"operator": "GTE", "propertyName": "met", "value": "1769767200000"}, ["bob"]),
        ({"operator": "LT", "propertyName": "met", "value": "2026-01-30T11:00:00+01:00"}, ["ann"]),
    ],
)
def test_filter_finds(desk: Desk, version: str, given: dict[str, object], found: list[str]) -> None:
    desk.wire.version = version
    reply = search(desk, given)
    assert names(reply) == found
    assert reply.body["total"] == len(found)


def test_filters_of_a_group_all_hold_and_one_group_is_enough(desk: Desk) -> None:
    has = {"operator": "HAS_PROPERTY", "propertyName": "days"}
    bob = {"operator": "EQ", "propertyName": "firstname", "value": "bob"}
    cleo = {"operator": "EQ", "propertyName": "email", "value": "cleo@example.com"}
    body = {"filterGroups": [{"filters": [has, bob]}, {"filters": [cleo]}], "properties": ["email"]}
    assert names(desk.wire.post("objects/contacts/search", body)) == ["bob", "cleo"]


def test_secondary_addresses_are_not_seen(desk: Desk) -> None:
    assert names(search(desk, {"operator": "EQ", "propertyName": "email", "value": "cleo@home.example"})) == []
    assert search(desk, {"operator": "CONTAINS_TOKEN", "propertyName": "email", "value": "home"}).status == 400


def test_archived_contacts_are_never_shown(desk: Desk) -> None:
    desk.portal.people.archive_contact("ann@example.com")
    assert names(search(desk)) == ["bob", "cleo"]


def test_merged_contacts_are_shown_as_their_survivor_only(desk: Desk) -> None:
    desk.portal.people.merge("ann@example.com", "bob@example.com")
    assert sorted(names(search(desk))) == ["ann", "cleo"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("-email", ["cleo", "bob", "ann"]),
        ({"propertyName": "days", "direction": "DESCENDING"}, ["bob", "ann", "cleo"]),
        ({"propertyName": "hs_object_id", "direction": "ASCENDING"}, ["ann", "bob", "cleo"]),
    ],
)
def test_sorts(desk: Desk, sort: object, found: list[str]) -> None:
    assert names(search(desk, sorts=[sort])) == found


def test_pages_follow_each_other(desk: Desk) -> None:
    first = search(desk, limit=2)
    after = first.body["paging"]["next"]["after"]
    second = search(desk, limit=2, after=after)
    assert names(first) + names(second) == ["ann", "bob", "cleo"]
    assert "paging" not in second.body
    assert first.body["total"] == second.body["total"] == 3


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"limit": 200, "after": "9801"},
        {"sorts": ["email", "days"]},
        {"sorts": ["nope"]},
        {"filterGroups": [{"filters": []}] * 6},
        {"filterGroups": [{"filters": [{"operator": "HAS_PROPERTY", "propertyName": "email"}] * 7}]},
        {"filterGroups": [{"filters": [{"operator": "EQ", "propertyName": "nope", "value": "1"}]}]},
        {"filterGroups": [{"filters": [{"operator": "EQ", "propertyName": "days", "value": "many"}]}]},
        {"filterGroups": [{"filters": [{"operator": "GT", "propertyName": "met", "value": "later"}]}]},
        {"filterGroups": [{"filters": [{"operator": "EQ", "propertyName": "email"}]}]},
        {"after": "x"},
    ],
)
def test_query_that_asks_for_too_much_or_for_nonsense_is_refused(desk: Desk, body: dict[str, object]) -> None:
    assert desk.wire.post("objects/contacts/search", body).status == 400


def test_ten_thousand_results_can_be_paged_through_and_no_more(desk: Desk) -> None:
    assert search(desk, limit=200, after="9800").status == 200


def test_index_follows_late_while_reads_do_not(desk: Desk) -> None:
    search(desk)
    desk.portal.search_lag = 20.0
    body = {"properties": {"email": "dora@example.com"}}
    created = desk.wire.post("objects/contacts", body).body["id"]
    assert desk.wire.get(f"objects/contacts/{created}").status == 200
    dora = {"operator": "EQ", "propertyName": "email", "value": "dora@example.com"}
    assert names(search(desk, dora)) == []
    time.sleep(20.0 * desk.portal.window_scale)
    assert names(search(desk, dora)) == ["dora"]


def test_search_of_many_contacts_stays_quick(desk: Desk) -> None:
    desk.portal.load(*(CrmContact(email=f"p{n}@many.example") for n in range(2000)))
    before = time.process_time()
    reply = search(desk, {"operator": "GT", "propertyName": "createdate", "value": "2020-01-01"}, limit=200)
    assert reply.body["total"] == 2003
    assert time.process_time() - before < 0.1
