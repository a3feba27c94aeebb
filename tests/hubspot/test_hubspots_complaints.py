"""What users of such programs complain about, and that none of it happens here."""

import json
from collections.abc import Iterator
from typing import Any

from hubspot_crm import VALUES, Crm, OpenTasks, create, wanted

from crmsync.connector import CompleteTask, CreateContact, EmailAddress, Output, Secret, UpdateTask

BOB = "bob@example.com"
THEIRS = {
    "hs_task_subject",
    "hs_task_body",
    "hs_task_status",
    "hs_task_type",
    "hs_timestamp",
    "hubspot_owner_id",
    "hs_queue_membership_ids",
}
"""Properties of HubSpot's own that a task of ours must have."""


def a_night(crm: Crm) -> str:
    """Everything that is ever asked: whom it concerns."""
    [contact] = crm.load(BOB)
    list(crm.destination().changes(None, OpenTasks()))
    crm.read(BOB)
    [_, task] = crm.ids(wanted(contact), create(contact, owner="owner@example.com"))
    update = UpdateTask(key="update:k1", profile=contact, task=task, content=create(contact).content)
    crm.ids(update, CompleteTask(key="complete:k1", profile=contact, task=task))
    return contact


def bodies(crm: Crm, *verbs: str) -> Iterator[dict[str, Any]]:
    return (json.loads(call.body) for call in crm.calls() if call.path.endswith(verbs))


def written(crm: Crm) -> set[str]:
    return {name for body in bodies(crm, "update", "create") for one in body["inputs"] for name in one["properties"]}


def test_duplicates_nobody_is_found_by_search_and_nobody_is_made(crm: Crm) -> None:
    a_night(crm)
    assert all("email" not in json.dumps(body["filterGroups"]) for body in bodies(crm, "search"))
    assert crm.calls("contacts/batch/create") == []
    assert len(crm.sandbox.portal.dump()["contacts"]) == 1


def test_one_bad_record_costs_no_other_even_in_the_last_of_many_batches(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(250)))
    changes = [wanted(one) for one in contacts]
    changes[249] = wanted(contacts[249], {Output.STATE: "unheard of"})
    crm.apply(*changes)
    states = [crm.sandbox.portal.contact(one).value("crmsync_state") for one in contacts]
    assert states == ["quiet"] * 249 + [states[249]]
    assert states[249] != "quiet"


def test_edits_of_people_are_never_written_over(crm: Crm) -> None:
    a_night(crm)
    assert {name for name in written(crm) if not name.startswith("crmsync_")} <= THEIRS
    assert written(crm).isdisjoint({"crmsync_cadence_days", "crmsync_mute", "crmsync_pin_circle"})


def test_a_stage_that_can_not_go_back_is_never_written(crm: Crm) -> None:
    a_night(crm)
    assert "lifecyclestage" not in written(crm)
    assert "email" not in written(crm)


def test_blank_texts_clear_nothing_unasked(crm: Crm) -> None:
    contact = a_night(crm)
    sent = [text for body in bodies(crm, "update") for one in body["inputs"] for text in one["properties"].values()]
    assert "" not in sent
    crm.ids(wanted(contact, {Output.STATE: ""}))
    [last] = [body["inputs"][0]["properties"] for body in bodies(crm, "contacts/batch/update")][1:]
    assert last == {"crmsync_state": ""}


def test_own_writes_do_not_come_back_as_news(crm: Crm) -> None:
    a_night(crm)
    [page] = crm.destination().changes(None, OpenTasks())
    assert page.profiles == ()
    assert all("lastmodifieddate" not in json.dumps(body["filterGroups"]) for body in bodies(crm, "search"))


def test_task_spam_a_task_is_rewritten_in_its_place_and_its_due_date_left_alone(crm: Crm) -> None:
    a_night(crm)
    [made] = [one for body in bodies(crm, "tasks/batch/create") for one in body["inputs"]]
    changed = [one["properties"] for body in bodies(crm, "tasks/batch/update") for one in body["inputs"]]
    assert "hs_timestamp" in made["properties"]
    assert all("hs_timestamp" not in properties for properties in changed)
    assert len(crm.sandbox.portal.dump()["tasks"]) == 1


def test_contacts_that_cost_money_are_made_only_where_it_is_asked_for_and_with_nothing_of_a_company(crm: Crm) -> None:
    assert crm.destination().Config(key=Secret("env HUBSPOT_KEY", lambda: "k")).create_contacts == "never"
    made = CreateContact(key="new", address=EmailAddress(BOB), first_name="Bob", last_name="", values=VALUES)
    crm.ids(made)
    [properties] = [one["properties"] for body in bodies(crm, "contacts/batch/create") for one in body["inputs"]]
    assert {name for name in properties if not name.startswith("crmsync_")} == {"email", "firstname"}
    assert crm.calls("compan") == []
