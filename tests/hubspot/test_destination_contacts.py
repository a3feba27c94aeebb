"""Creating contacts at HubSpot."""

import pytest
from hubspot_crm import VALUES, Crm

from crmsync.connector import Applied, CreateContact, EmailAddress, Output
from crmsync_sandbox.faults import Drop

BOB, EVE = EmailAddress("bob@example.com"), EmailAddress("eve@example.com")


def new(address: EmailAddress, first: str = "Bob", last: str = "Stone") -> CreateContact:
    return CreateContact(key=f"contact:{address}", address=address, first_name=first, last_name=last, values=VALUES)


def contacts(crm: Crm) -> list[dict[str, str]]:
    found = crm.sandbox.portal.dump()["contacts"].values()
    return [one["properties"] for one in found if one["archived_at"] is None]


def test_address_name_and_values_go_out_in_one_request(crm: Crm) -> None:
    crm.apply()
    calls = crm.counted(lambda: crm.ids(new(BOB), new(EVE, "Eve", "")))
    assert [call.path for call in calls if "/properties/" not in call.path] == [calls[-1].path]
    bob, eve = contacts(crm)
    assert (bob["email"], bob["firstname"], bob["lastname"], bob["crmsync_state"]) == (BOB, "Bob", "Stone", "quiet")
    assert (eve["firstname"], eve.get("lastname"), "lifecyclestage" in eve) == ("Eve", None, False)


@pytest.mark.parametrize("secondary", [False, True])
def test_an_address_that_is_somebodys_already_makes_no_second_contact(crm: Crm, secondary: bool) -> None:
    [there] = crm.load("robert@example.com" if secondary else BOB, firstname="Robert")
    if secondary:
        crm.sandbox.portal.people.add_address(there, BOB)
    found = crm.apply(new(BOB), new(EVE))
    assert found[0] == Applied(key=new(BOB).key, id=there, existed=True)
    assert isinstance(found[1], Applied)
    assert not found[1].existed
    bob, _ = contacts(crm)
    assert (bob["firstname"], bob["crmsync_state"]) == ("Robert", "quiet")


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_lost_answer_never_makes_two_and_the_contact_is_ours(crm: Crm, after_effect: bool) -> None:
    crm.sandbox.faults.add(Drop(after_effect=after_effect), path="/contacts/batch/create", times=1)
    [done] = crm.apply(new(BOB))
    assert isinstance(done, Applied)
    assert not done.existed
    assert len(contacts(crm)) == 1


def test_whose_contact_was_archived_is_told_by_any_address(crm: Crm) -> None:
    [bob] = crm.load(BOB)
    crm.sandbox.portal.people.add_address(bob, "bob@home.example.com")
    crm.load(EVE)
    crm.sandbox.portal.people.archive_contact(bob)
    asked = [BOB, EVE, EmailAddress("bob@home.example.com"), EmailAddress("new@example.com")]
    assert crm.destination().removed(asked) == {BOB, "bob@home.example.com"}


@pytest.mark.parametrize(
    ("name", "value"), [("jobtitle", "Baker"), ("firstname", "Robert"), ("crmsync_state", "fine"), ("", "")]
)
def test_what_somebody_wrote_by_hand_shows_and_our_own_values_do_not(crm: Crm, name: str, value: str) -> None:
    [bob] = crm.ids(new(BOB))
    if name:
        crm.sandbox.portal.people.set_property(bob, name, value)
    by_hand = name in ("jobtitle", "firstname")
    assert crm.destination().touched({bob: new(BOB)}) == ({bob} if by_hand else set())


def test_a_further_address_and_being_gone_show_too(crm: Crm) -> None:
    bob, eve = crm.ids(new(BOB), new(EVE))
    crm.sandbox.portal.people.add_address(bob, "bob@home.example.com")
    crm.sandbox.portal.people.archive_contact(eve)
    assert crm.destination().touched({bob: new(BOB), eve: new(EVE)}) == {bob, eve}


def test_a_value_whose_property_need_not_be_there_is_left_out(crm: Crm) -> None:
    change = new(BOB)
    crm.ids(CreateContact(key="c", address=BOB, first_name="", last_name="", values={**change.values, Output.WHY: ""}))
    assert len(contacts(crm)) == 1
