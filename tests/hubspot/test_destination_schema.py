"""Our properties at HubSpot: what is missing, its creation, and what only a person can mend."""

from collections.abc import Sequence

import pytest
from hubspot_crm import Crm, create, keys, wanted, without_trace_ids

from crmsync.connector import Channel, Output, SchemaStep, Unready
from crmsync_hubspot.properties import OUTPUTS, SETTINGS
from crmsync_hubspot.properties import wanted as wanted_properties
from crmsync_hubspot.wire import Body
from crmsync_sandbox.faults import Refuse


def definitions(crm: Crm, kind: str = "contacts") -> dict[str, Body]:
    return {one["name"]: one for one in crm.sandbox.portal.dump()["properties"][kind]}


def set_up(crm: Crm, tags: Sequence[str] = ()) -> Sequence[SchemaStep]:
    destination = crm.destination(tags=tags)
    steps = destination.lacking()
    for step in steps:
        destination.create(step)
    return steps


def person_creates(crm: Crm, name: str, **differences: object) -> None:
    """As a person would in HubSpot's settings: with another type, options or field."""
    body = {"name": name, "label": name, "type": "string", "fieldType": "text", "groupName": "contactinformation"}
    crm.ask("POST", "/crm/v3/properties/contacts", {**body, **differences})


def test_setup_makes_the_group_before_what_stands_in_it_and_then_nothing_is_missing(bare: Crm) -> None:
    steps = set_up(bare)
    assert [(step.kind, step.object) for step in steps] == [
        ("group", "contacts"),
        *[("property", "contacts")] * (len(OUTPUTS) - 1 + len(SETTINGS)),  # that of tags only where some are pushed
        ("group", "tasks"),
        ("property", "tasks"),
    ]
    assert list(bare.destination().lacking()) == []


def test_every_output_has_a_property_and_every_property_explains_itself(bare: Crm) -> None:
    set_up(bare, ["investor"])
    held = {**definitions(bare), **definitions(bare, "tasks")}
    assert set(OUTPUTS) == set(Output)
    for one in wanted_properties(["investor"]):
        assert held[one.name]["type"] == one.kind
        assert held[one.name]["groupName"] == "crmsync"
        assert len(held[one.name]["description"]) > 40
        assert held[one.name]["label"] == one.label


def test_the_options_are_spelled_as_the_core_spells_them(bare: Crm) -> None:
    set_up(bare)
    held = definitions(bare)
    options = {name: [one["value"] for one in held[name]["options"]] for name in held if name.startswith("crmsync_")}
    assert options["crmsync_state"] == ["none", "new", "fine", "quiet", "losing_touch", "dormant"]
    assert options["crmsync_turn"] == ["yours", "theirs"]
    assert options["crmsync_last_channel"] == [channel.value for channel in Channel]


@pytest.mark.parametrize("unique", [True, False])
def test_the_key_of_tasks_is_unique_where_hubspot_allows_it(bare: Crm, unique: bool) -> None:
    bare.sandbox.portal.unique_task_properties = unique
    set_up(bare)
    assert definitions(bare, "tasks")["crmsync_key"]["hasUniqueValue"] is unique


def test_where_ten_unique_properties_are_taken_the_key_is_plain_and_still_makes_no_second_task(bare: Crm) -> None:
    root = "/crm/v3/properties" if bare.version == "v3" else "/crm/properties/2026-09"
    bare.sandbox.portal.unique_task_properties = True
    group = {"name": "own", "label": "Own"}
    bare.ask("POST", f"{root}/tasks/groups", group)
    for number in range(10):
        own = {"name": f"own{number}", "label": "Own", "groupName": "own", "type": "string", "fieldType": "text"}
        bare.ask("POST", f"{root}/tasks", {**own, "hasUniqueValue": True})
    set_up(bare)
    assert definitions(bare, "tasks")["crmsync_key"]["hasUniqueValue"] is False
    [bob] = bare.load("bob@example.com")
    assert bare.ids(create(bob)) == bare.ids(create(bob))
    assert keys(bare) == ["k1"]


def test_creating_what_exists_changes_nothing(bare: Crm) -> None:
    steps = set_up(bare)
    before = bare.sandbox.portal.dump()
    for step in steps:
        bare.destination().create(step)
    assert bare.sandbox.portal.dump() == before


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_setup_survives_interruptions(bare: Crm, method: str) -> None:
    bare.sandbox.faults.add(Refuse(status=502), method=method, path="properties", times=None, share=0.3)
    set_up(bare)
    bare.sandbox.faults.clear()
    assert list(bare.destination().lacking()) == []


def test_missing_options_are_added_and_those_of_people_kept(bare: Crm) -> None:
    mine = {"value": "fine", "label": "All well"}
    person_creates(
        bare, "crmsync_state", type="enumeration", fieldType="radio", options=[mine, {"value": "vip", "label": "VIP"}]
    )
    [step] = [one for one in bare.destination().lacking() if one.name == "crmsync_state"]
    assert step == SchemaStep(
        kind="options",
        object="contacts",
        name="crmsync_state",
        description="State of the relationship: the further options none, new, quiet, losing_touch, dormant.",
    )
    set_up(bare)
    options = {one["value"]: one["label"] for one in definitions(bare)["crmsync_state"]["options"]}
    assert options == {
        "fine": "All well",
        "vip": "VIP",
        "none": "None",
        "new": "New",
        "quiet": "Quiet",
        "losing_touch": "Losing touch",
        "dormant": "Dormant",
    }


def test_a_property_of_another_type_is_named_with_its_remedy_before_any_write(bare: Crm) -> None:
    person_creates(bare, "crmsync_last_contact")
    person_creates(bare, "crmsync_why", type="number", fieldType="number")
    with pytest.raises(
        Unready, match=r"crmsync_last_contact is of type string, not datetime.*crmsync_why is of type"
    ) as said:
        bare.destination().lacking()
    assert "Delete it in HubSpot" in str(said.value)
    [contact] = bare.load("bob@example.com")
    with pytest.raises(Unready, match="crmsync_last_contact is of type string"):
        bare.apply(wanted(contact))
    assert bare.calls("batch") == []


def test_creating_a_property_that_appeared_meanwhile_with_another_type_is_refused(bare: Crm) -> None:
    destination = bare.destination()
    steps = {step.name: step for step in destination.lacking()}
    person_creates(bare, "crmsync_why", type="number", fieldType="number")
    with pytest.raises(Unready, match="crmsync_why is of type number, not string"):
        destination.create(steps["crmsync_why"])


def test_an_archived_property_keeps_its_name_and_a_person_has_to_restore_it(crm: Crm) -> None:
    archive(crm, "crmsync_turn")
    with pytest.raises(Unready, match="crmsync_turn is archived and its name still taken"):
        crm.destination().lacking()
    step = SchemaStep(kind="property", object="contacts", name="crmsync_turn", description="")
    with pytest.raises(Unready, match="crmsync_turn is archived"):
        crm.destination().create(step)


def archive(crm: Crm, name: str) -> None:
    crm.ask("DELETE", f"/crm/v3/properties/contacts/{name}")


def test_without_setup_nothing_is_written(bare: Crm) -> None:
    [contact] = bare.load("bob@example.com")
    for change in (wanted(contact), create(contact)):
        with pytest.raises(Unready, match=r"crmsync_last_contact is missing.*Run `crmsync setup`"):
            bare.apply(change)
    assert bare.calls("batch") == []


@pytest.mark.parametrize("traced", [True, False])
def test_a_property_that_vanished_after_the_first_write_is_named(
    crm: Crm, traced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    [contact] = crm.load("bob@example.com")
    destination = crm.destination()
    list(destination.apply([wanted(contact)]))
    archive(crm, "crmsync_state")
    if not traced:
        without_trace_ids(monkeypatch)
    with pytest.raises(Unready, match=r"crmsync_state does not exist there\. Run `crmsync setup`"):
        list(destination.apply([wanted(contact)]))


def test_the_schema_is_looked_at_once_before_the_writes_of_a_run(crm: Crm) -> None:
    contacts = crm.load("bob@example.com", "eve@example.com")
    destination = crm.destination()
    for contact in contacts:
        list(destination.apply([wanted(contact)]))
    assert len([call for call in crm.sandbox.meter.log[-4:] if call.method == "GET"]) == 2
