"""What `check` finds about HubSpot: missing scopes by name, what `setup` has to create; and it never writes."""

import pytest
from hubspot_crm import Crm

from crmsync.connector import Finding, Unauthorized, Weight
from crmsync_hubspot.findings import DAILY, SETUP
from crmsync_sandbox.faults import Refuse

KEY_INFO = "access-token-info"


def found(crm: Crm) -> list[Finding]:
    return list(crm.destination().findings())


def wrong(crm: Crm) -> list[str]:
    return [f"{each.what} {each.remedy}" for each in found(crm) if each.weight is Weight.WRONG]


def test_a_key_that_may_do_all_in_an_account_that_is_set_up_is_good(crm: Crm) -> None:
    assert [each.weight for each in found(crm)] == [Weight.GOOD, Weight.GOOD]


def test_what_setup_still_has_to_create_is_named(bare: Crm) -> None:
    [said] = wrong(bare)
    assert "It lacks crmsync, crmsync_last_contact" in said
    assert "crmsync_key" in said
    assert said.endswith("Run `crmsync setup`.")


@pytest.mark.parametrize("scope", DAILY)
def test_a_missing_scope_is_named(crm: Crm, scope: str) -> None:
    crm.sandbox.portal.scopes.discard(scope)
    [said] = wrong(crm)
    assert said.startswith(f"The key lacks {scope}. Grant it")


def test_without_the_scope_for_setup_all_goes_on_where_nothing_is_to_be_set_up(crm: Crm) -> None:
    crm.sandbox.portal.scopes.discard(SETUP)
    assert wrong(crm) == []
    [doubtful] = [each for each in found(crm) if each.weight is Weight.DOUBTFUL]
    assert SETUP in doubtful.what


def test_the_scope_for_setup_is_missed_where_there_is_something_to_set_up(bare: Crm) -> None:
    bare.sandbox.portal.scopes.discard(SETUP)
    assert f"The key lacks {SETUP}, which `crmsync setup` needs." in wrong(bare)[0]


@pytest.mark.parametrize("scope", ["crm.objects.contacts.read", "crm.objects.owners.read"])
def test_where_hubspot_says_nothing_of_the_key_reading_shows_what_it_may_read(crm: Crm, scope: str) -> None:
    crm.sandbox.faults.add(Refuse(status=404), path=KEY_INFO, times=None)
    crm.sandbox.portal.scopes.discard(scope)
    [said] = wrong(crm)
    assert f"lacks {scope}" in said


def test_where_hubspot_says_nothing_of_the_key_its_right_to_write_is_in_doubt(crm: Crm) -> None:
    crm.sandbox.faults.add(Refuse(status=404), path=KEY_INFO, times=None)
    [doubtful] = [each for each in found(crm) if each.weight is not Weight.GOOD]
    assert doubtful.weight is Weight.DOUBTFUL
    assert "crm.objects.contacts.write" in doubtful.remedy


def test_a_key_that_does_not_work_is_told_as_in_a_run(crm: Crm) -> None:
    with pytest.raises(Unauthorized, match="does not accept the key"):
        list(crm.destination(key="pat-na1-wrong").findings())


def test_a_property_of_another_type_is_named_with_what_to_do(bare: Crm) -> None:
    kind = {"name": "crmsync_why", "label": "x", "type": "number", "fieldType": "number"}
    bare.ask("POST", "/crm/v3/properties/contacts", {**kind, "groupName": "contactinformation"})
    assert any("crmsync_why is of type number" in said and "Delete it in HubSpot" in said for said in wrong(bare))


def test_looking_writes_nothing_and_shows_no_key(crm: Crm) -> None:
    before = crm.sandbox.portal.dump()
    found(crm)
    assert crm.sandbox.portal.dump() == before
    assert crm.sandbox.hubspot_key not in repr(crm.sandbox.meter.log)
    assert not any(crm.sandbox.hubspot_key.encode() in call.body for call in crm.sandbox.meter.log)
