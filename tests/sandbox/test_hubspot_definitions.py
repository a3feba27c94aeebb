"""Properties, groups and owners: what can be defined, what can't be changed."""

from collections.abc import Iterator

import pytest
from hubspot_client import Desk, define, open_desk

STATES = [{"label": one.title(), "value": one, "displayOrder": n} for n, one in enumerate(("new", "fine"))]


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with open_desk() as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clean()
    return opened


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_property_is_made_in_its_group_and_read_back(desk: Desk, version: str) -> None:
    desk.wire.version = version
    made = define(desk.wire, "contacts", "crmsync_state", "enumeration", "select", options=STATES)
    assert made.status == 201
    read = desk.wire.get("properties/contacts/crmsync_state").body
    assert read == made.body
    assert (read["type"], read["fieldType"], read["groupName"]) == ("enumeration", "select", "crmsync")
    assert [one["value"] for one in read["options"]] == ["new", "fine"]
    assert read["modificationMetadata"]["readOnlyValue"] is False
    assert "crmsync_state" in [one["name"] for one in desk.wire.get("properties/contacts").body["results"]]
    assert "crmsync" in [one["name"] for one in desk.wire.get("properties/contacts/groups").body["results"]]
    assert desk.wire.get("properties/contacts/groups/crmsync").status == 200


def test_hubspots_own_properties_say_what_is_read_only(desk: Desk) -> None:
    found = {one["name"]: one for one in desk.wire.get("properties/contacts").body["results"]}
    read_only = {name for name, one in found.items() if one["modificationMetadata"]["readOnlyValue"]}
    assert {"notes_last_contacted", "createdate", "lastmodifieddate", "hs_object_id"} <= read_only
    assert not read_only & {"email", "firstname", "hubspot_owner_id"}
    assert found["email"]["hasUniqueValue"] is True


@pytest.mark.parametrize("archived", [False, True])
def test_name_stays_taken_even_when_archived(desk: Desk, archived: bool) -> None:
    define(desk.wire, "contacts", "crmsync_why", "string", "text")
    if archived:
        assert desk.wire.delete("properties/contacts/crmsync_why").status == 204
        assert desk.wire.get("properties/contacts/crmsync_why").status == 404
        assert desk.wire.get("properties/contacts/crmsync_why?archived=true").body["archived"] is True
        assert "crmsync_why" not in [one["name"] for one in desk.wire.get("properties/contacts").body["results"]]
    reply = define(desk.wire, "contacts", "crmsync_why", "number", "number")
    assert (reply.status, reply.body["category"]) == (409, "OBJECT_ALREADY_EXISTS")


def test_group_can_not_be_made_twice_but_renamed(desk: Desk) -> None:
    group = {"name": "crmsync", "label": "crmsync"}
    assert desk.wire.post("properties/contacts/groups", group).status == 201
    assert desk.wire.post("properties/contacts/groups", group).status == 409
    assert desk.wire.patch("properties/contacts/groups/crmsync", {"label": "Sync"}).body["label"] == "Sync"
    assert desk.wire.get("properties/contacts/groups/nope").status == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": ""}, 400),
        ({"name": "Has Blanks"}, 400),
        ({"label": None}, 400),
        ({"type": "number"}, 400),
        ({"type": "moment"}, 400),
        ({"groupName": "nope"}, 404),
        ({"type": "enumeration", "fieldType": "select"}, 400),
        ({"type": "enumeration", "fieldType": "select", "options": [*STATES, STATES[0]]}, 400),
        ({"type": "enumeration", "fieldType": "select", "options": [{"label": "a", "value": " a"}]}, 400),
        ({"type": "enumeration", "fieldType": "select", "options": [{"label": "a", "value": "a;b"}]}, 400),
        ({"type": "bool", "fieldType": "booleancheckbox"}, 400),
        ({"type": "date", "fieldType": "date", "hasUniqueValue": True}, 400),
    ],
)
def test_definition_that_does_not_fit_is_refused(desk: Desk, change: dict[str, object], status: int) -> None:
    body = {"name": "p", "label": "p", "type": "string", "fieldType": "text", "groupName": "contactinformation"}
    assert desk.wire.post("properties/contacts", body | change).status == status
    assert desk.wire.get("properties/contacts/p").status == 404


@pytest.mark.parametrize(("version", "status"), [("v3", 207), ("2026-09", 200)])
def test_batch_makes_what_it_can(desk: Desk, version: str, status: int) -> None:
    desk.wire.version = version
    base = {"label": "x", "type": "string", "fieldType": "text", "groupName": "contactinformation"}
    reply = desk.wire.post(
        "properties/contacts/batch/create", {"inputs": [{"name": "a"} | base, {"name": "email"} | base]}
    )
    assert reply.status == status
    assert [one["name"] for one in reply.body["results"]] == ["a"]
    assert reply.body["errors"][0]["context"] == {"name": ["email"]}
    alone = desk.wire.post("properties/contacts/batch/create", {"inputs": [{"name": "b"} | base]})
    assert alone.status == 201


def test_options_are_replaced_as_a_whole_list(desk: Desk) -> None:
    define(desk.wire, "contacts", "state", "enumeration", "select", options=STATES)
    more = [*STATES, {"label": "Quiet", "value": "quiet"}]
    reply = desk.wire.patch("properties/contacts/state", {"options": more, "label": "State"})
    assert reply.status == 200
    assert [one["value"] for one in reply.body["options"]] == ["new", "fine", "quiet"]
    desk.portal.people.set_property("ann@example.com", "state", "quiet")
    assert [
        one["value"] for one in desk.wire.patch("properties/contacts/state", {"options": STATES[:1]}).body["options"]
    ] == ["new"]


@pytest.mark.parametrize("change", [{"type": "number"}, {"fieldType": "textarea"}, {"hasUniqueValue": True}])
def test_type_and_uniqueness_never_change(desk: Desk, change: dict[str, object]) -> None:
    define(desk.wire, "contacts", "why", "string", "text")
    assert desk.wire.patch("properties/contacts/why", change).status == 400


def test_hubspots_own_definitions_can_not_be_touched(desk: Desk) -> None:
    assert desk.wire.patch("properties/contacts/email", {"label": "Post"}).status == 400
    assert desk.wire.delete("properties/contacts/email").status == 400


def test_archived_property_can_no_more_be_read_or_written(desk: Desk) -> None:
    define(desk.wire, "contacts", "why", "string", "text")
    ann = desk.portal.people.set_property("ann@example.com", "why", "because")
    desk.wire.delete("properties/contacts/why")
    assert "why" not in desk.wire.get(f"objects/contacts/{ann}?properties=why").body["properties"]
    assert desk.wire.patch(f"objects/contacts/{ann}", {"properties": {"why": "x"}}).status == 400


@pytest.mark.parametrize(("allowed", "status"), [(True, 201), (False, 400)])
def test_unique_properties_on_tasks_are_a_switch(desk: Desk, allowed: bool, status: int) -> None:
    desk.portal.unique_task_properties = allowed
    assert define(desk.wire, "tasks", "crmsync_key", "string", "text", hasUniqueValue=True).status == status
    assert define(desk.wire, "contacts", "crmsync_key", "string", "text", hasUniqueValue=True).status == 201


def test_ten_unique_properties_are_enough(desk: Desk) -> None:
    statuses = [define(desk.wire, "tasks", f"k{n}", "string", "text", hasUniqueValue=True).status for n in range(11)]
    assert statuses == [201] * 10 + [400]


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_owners_are_listed_by_address_and_archived_apart(desk: Desk, version: str) -> None:
    desk.wire.version = version
    people = desk.portal.people
    active, gone = people.add_owner("a@example.com"), people.add_owner("gone@example.com", archived=True)
    [found] = desk.wire.get("owners?email=A@example.com").body["results"]
    assert (found["id"], found["archived"]) == (active, False)
    assert found["id"] != str(found["userId"])
    assert [one["id"] for one in desk.wire.get("owners/?archived=true").body["results"]] == [gone]
    assert desk.wire.get("owners?email=gone@example.com").body["results"] == []
    assert desk.wire.get(f"owners/{active}").body["email"] == "a@example.com"
    assert desk.wire.get(f"owners/{gone}").status == 404


def test_owners_come_in_pages(desk: Desk) -> None:
    more = [desk.portal.people.add_owner(f"o{n}@example.com") for n in range(2)]
    first = desk.wire.get("owners?limit=2").body
    second = desk.wire.get(f"owners?limit=2&after={first['paging']['next']['after']}").body
    assert [one["id"] for one in (first["results"] + second["results"])][1:] == more
    assert "paging" not in second
