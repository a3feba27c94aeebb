"""What a person does in the portal, and the ways to fill, save and put back its state."""

import json

import pytest

from crmsync_sandbox.hubspot.kinds import TASKS
from crmsync_sandbox.hubspot.portal import Portal
from crmsync_sandbox.life import CrmContact

DUE = "2026-12-01T09:00:00Z"


@pytest.fixture
def portal() -> Portal:
    portal = Portal(key="k")
    portal.load(
        CrmContact(email="ann@example.com", firstname="Ann"),
        CrmContact(email="bob@example.com", lastname="Bee", additional_emails=("bob@home.example",)),
    )
    return portal


def test_deeds_are_done_by_name_and_answer_the_id(portal: Portal) -> None:
    ann = portal.contact("ann@example.com").id
    task = portal.act({"do": "create_task", "subject": "Lunch", "due": DUE, "contact": "ann@example.com"})["id"]
    assert portal.act({"do": "set_property", "which": ann, "name": "lastname", "value": "Archer"}) == {"id": ann}
    portal.act({"do": "move_task", "task": task, "due": "2026-12-05T09:00:00Z"})
    portal.act({"do": "complete_task", "task": task})
    held = portal.task(task)
    assert portal.contact(ann).value("lastname") == "Archer"
    assert held.value("hs_timestamp") == "2026-12-05T09:00:00.000Z"
    assert held.value("hs_task_status") == "COMPLETED"
    assert held.value("hs_task_completion_date")
    portal.act({"do": "reopen_task", "task": task})
    assert portal.task(task).value("hs_task_completion_date") == ""
    portal.act({"do": "delete_task", "task": task})
    assert portal.task(task).archived_at


def test_unknown_deed_is_refused_with_the_known_ones(portal: Portal) -> None:
    with pytest.raises(ValueError, match=r"unknown deed 'dance'.*merge"):
        portal.act({"do": "dance"})


def test_contact_can_be_made_given_an_address_and_archived(portal: Portal) -> None:
    made = portal.act({"do": "create_contact", "email": "Dora@example.com", "firstname": "Dora"})["id"]
    assert portal.act({"do": "add_address", "contact": made, "email": "dora@home.example"})["id"] == made
    assert portal.contact("dora@home.example").id == made
    portal.act({"do": "archive_contact", "contact": "dora@home.example"})
    with pytest.raises(KeyError):
        portal.contact("dora@example.com")


def test_address_of_another_can_not_be_given(portal: Portal) -> None:
    with pytest.raises(ValueError, match="belongs to another"):
        portal.act({"do": "add_address", "contact": "ann@example.com", "email": "bob@home.example"})
    with pytest.raises(ValueError, match="belongs to another"):
        portal.load(CrmContact(email="bob@home.example"))


def test_person_may_set_what_is_read_only_but_nothing_that_does_not_exist(portal: Portal) -> None:
    portal.people.set_property("ann@example.com", "notes_last_contacted", DUE)
    assert portal.contact("ann@example.com").value("notes_last_contacted") == "2026-12-01T09:00:00.000Z"
    with pytest.raises(ValueError, match="no property nope"):
        portal.people.set_property("ann@example.com", "nope", "x")
    with pytest.raises(ValueError, match="not one of the allowed options"):
        portal.people.set_property("ann@example.com", "lifecyclestage", "friend")


def test_merge_makes_a_new_contact_with_all_addresses_and_former_ids(portal: Portal) -> None:
    ann, bob = portal.contact("ann@example.com").id, portal.contact("bob@example.com").id
    new = portal.act({"do": "merge", "primary": ann, "secondary": "bob@home.example"})["id"]
    merged = portal.contact(ann)
    assert merged == portal.contact(bob) == portal.contact("bob@home.example")
    assert merged.id == new
    assert merged.addresses() == ["ann@example.com", "bob@example.com", "bob@home.example"]
    assert (merged.value("firstname"), merged.value("lastname")) == ("Ann", "Bee")
    assert merged.value("hs_merged_object_ids") == f"{ann};{bob}"
    with pytest.raises(ValueError, match="one contact already"):
        portal.people.merge(ann, bob)


def test_second_merge_keeps_the_older_ids_too(portal: Portal) -> None:
    portal.load(CrmContact(email="cleo@example.com"))
    ids = [portal.contact(f"{who}@example.com").id for who in ("ann", "bob", "cleo")]
    first = portal.people.merge(ids[0], ids[1])
    second = portal.people.merge(first, ids[2])
    assert portal.contact(ids[0]).id == second
    assert set(portal.contact(second).value("hs_merged_object_ids").split(";")) == {*ids, first}


def test_dump_is_json_and_restores_everything(portal: Portal) -> None:
    portal.people.create_task("Call", DUE, "ann@example.com")
    portal.people.archive_contact("bob@example.com")
    portal.load(CrmContact(email="cleo@example.com"), CrmContact(email="dora@example.com"))
    portal.people.merge("cleo@example.com", "dora@example.com")
    dumped = json.loads(json.dumps(portal.dump()))
    other = Portal(key="other")
    other.restore(dumped)
    assert other.dump() == portal.dump() == dumped
    assert [one.value("hs_task_subject") for one in other.tasks_of("ann@example.com")] == ["Call"]
    assert other.contact("dora@example.com").id == portal.contact("cleo@example.com").id
    assert other.people.create_task("New", DUE) == portal.people.create_task("New", DUE)


def test_snapshot_is_put_back_any_number_of_times(portal: Portal) -> None:
    before, snapshot = portal.dump(), portal.snapshot()
    for _ in range(2):
        portal.people.create_task("Call", DUE, "ann@example.com")
        portal.people.set_property("ann@example.com", "lastname", "Archer")
        portal.people.merge("ann@example.com", "bob@example.com")
        assert portal.dump() != before
        portal.reset(snapshot)
        assert portal.dump() == before
        assert portal.contact("bob@home.example").value("lastname") == "Bee"
        assert not list(portal.state.of(TASKS).live())


def test_loaded_contacts_hold_canaries_where_nothing_is_given(portal: Portal) -> None:
    given = portal.load(CrmContact(email="cleo@example.com", properties={"company": "Acme"}))
    held = portal.contact(given[0])
    assert held.value("company") == "Acme"
    assert all("CANARY" in held.value(name) for name in ("phone", "jobtitle", "message"))
