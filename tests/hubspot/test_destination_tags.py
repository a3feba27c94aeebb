"""Tags at HubSpot: a set of checked boxes whose options are the tags that may be pushed."""

import pytest
from hubspot_crm import Crm, wanted
from test_destination_schema import archive, definitions, person_creates, set_up

from crmsync.connector import Applied, Output, Rejected, SchemaStep, TagKeeping, Unready

TAGS = ("investor", "client", "old friend")


def tagged(*tags: str) -> dict[Output, str]:
    return {Output.TAGS: ";".join(sorted(tags))}


def held(crm: Crm, email: str) -> str:
    return crm.sandbox.portal.contact(email).value("crmsync_tags")


def options(crm: Crm) -> list[str]:
    return [one["value"] for one in definitions(crm)["crmsync_tags"]["options"]]


def test_without_a_tag_to_push_there_is_no_property_of_tags(bare: Crm) -> None:
    assert isinstance(bare.destination(), TagKeeping)
    set_up(bare)
    assert "crmsync_tags" not in definitions(bare)


def test_setup_makes_each_tag_that_may_be_pushed_an_option(bare: Crm) -> None:
    set_up(bare, TAGS)
    assert options(bare) == ["client", "investor", "old friend"]
    assert definitions(bare)["crmsync_tags"]["fieldType"] == "checkbox"
    assert list(bare.destination(tags=TAGS).lacking()) == []


def test_a_further_tag_is_a_further_option_and_those_of_people_stay(bare: Crm) -> None:
    set_up(bare, ["investor"])
    theirs = [{"value": "investor", "label": "VC"}, {"value": "vip", "label": "VIP"}]
    bare.ask("PATCH", "/crm/v3/properties/contacts/crmsync_tags", {"options": theirs})
    [step] = set_up(bare, ["client", "investor"])
    further = "Tags: the further options client."
    assert step == SchemaStep(kind="options", object="contacts", name="crmsync_tags", description=further)
    labels = {one["value"]: one["label"] for one in definitions(bare)["crmsync_tags"]["options"]}
    assert labels == {"investor": "VC", "vip": "VIP", "client": "client"}


def test_a_tag_that_is_pushed_no_more_keeps_its_option(bare: Crm) -> None:
    set_up(bare, TAGS)
    assert not set_up(bare, ["client"])
    assert options(bare) == ["client", "investor", "old friend"]


def test_a_set_of_tags_replaces_the_set_before_and_is_read_back_as_it_was_written(bare: Crm) -> None:
    set_up(bare, TAGS)
    [contact] = bare.load("bob@example.com")
    for tags in (("investor",), ("old friend", "client"), ()):
        bare.ids(wanted(contact, tagged(*tags)), tags=TAGS)
        [profile] = bare.read("bob@example.com")
        assert profile.values.get(Output.TAGS, "") == ";".join(sorted(tags))


def test_boxes_that_a_person_checked_in_another_order_are_the_same_set(bare: Crm) -> None:
    set_up(bare, TAGS)
    bare.load("bob@example.com")
    bare.sandbox.portal.people.set_property("bob@example.com", "crmsync_tags", "investor;client")
    [profile] = bare.read("bob@example.com")
    assert profile.values[Output.TAGS] == "client;investor"


def test_a_tag_without_an_option_stops_the_push_before_the_first_write_and_says_what_to_do(bare: Crm) -> None:
    set_up(bare, ["client"])
    [contact] = bare.load("bob@example.com")
    with pytest.raises(Unready, match=r"crmsync_tags lacks options \(Tags: the further options investor\.\)") as said:
        bare.apply(wanted(contact, tagged("client")), tags=["client", "investor"])
    assert "Run `crmsync setup`" in str(said.value)
    assert bare.calls("batch") == []


def test_a_property_of_tags_that_holds_something_else_is_named_with_its_remedy(bare: Crm) -> None:
    person_creates(bare, "crmsync_tags")
    with pytest.raises(Unready, match="crmsync_tags is of type string, not enumeration"):
        bare.destination(tags=TAGS).lacking()
    assert "crmsync_tags" not in [step.name for step in bare.destination().lacking()]


def test_an_option_that_vanished_since_costs_only_its_own_change(bare: Crm) -> None:
    set_up(bare, TAGS)
    bob, zoe = bare.load("bob@example.com", "zoe@example.com")
    destination = bare.destination(tags=TAGS)
    list(destination.apply([wanted(bob)]))
    left = [{"value": "client", "label": "client"}]
    bare.ask("PATCH", "/crm/v3/properties/contacts/crmsync_tags", {"options": left})
    changes = [wanted(bob, tagged("investor")), wanted(zoe, tagged("client"))]
    refused, done = destination.apply(changes)
    assert isinstance(refused, Rejected)
    assert "INVALID_OPTION" in refused.reason
    assert isinstance(done, Applied)
    assert (held(bare, "bob@example.com"), held(bare, "zoe@example.com")) == ("", "client")


def test_tags_are_emptied_even_where_their_property_is_gone(bare: Crm) -> None:
    set_up(bare, TAGS)
    archive(bare, "crmsync_tags")
    bob, zoe = bare.load("bob@example.com", "zoe@example.com")
    nothing, state = {Output.TAGS: ""}, {Output.TAGS: "", Output.STATE: "fine"}
    assert bare.ids(wanted(bob, nothing), wanted(zoe, state)) == [bob, zoe]
    assert bare.sandbox.portal.contact("zoe@example.com").value("crmsync_state") == "fine"
    assert len(bare.calls("batch/update")) == 1
