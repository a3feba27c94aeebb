"""Addresses that several people share make nobody one person."""

import pytest
from made_up import BEN, CAT, address

from crmsync.connector import EmailAddress
from crmsync.identity.directory import Directory
from crmsync.identity.shared import Claim, shared

OFFICE, ROBOT, LIST = (address(f"{local}@partner.test") for local in ("info", "noreply", "garden"))
HOME = address("home@family.test")
DIRECTORY = Directory(own=(), lists={LIST})


def of(*claims: Claim) -> frozenset[EmailAddress]:
    return shared(claims, DIRECTORY.kind)


def contact(name: str, *addresses: EmailAddress, by: str = "address-book") -> Claim:
    return Claim(by=by, addresses=addresses, name=name)


def test_an_office_that_two_contacts_have_is_neithers() -> None:
    assert of(contact("Ben Okoro", BEN, OFFICE), contact("Cat Lind", CAT, OFFICE)) == {OFFICE}
    assert of(contact("Ben Okoro", BEN, OFFICE), contact("", CAT, OFFICE, by="crm")) == {OFFICE}


def test_an_office_that_one_contact_has_is_theirs() -> None:
    assert of(contact("Ben Okoro", BEN, OFFICE), contact("Cat Lind", CAT)) == set()


@pytest.mark.parametrize("machine", [ROBOT, LIST])
def test_robots_and_lists_are_nobodys(machine: EmailAddress) -> None:
    assert of(contact("Ben Okoro", BEN, machine)) == {machine}


def test_a_mailbox_of_two_people_joins_neither() -> None:
    assert of(contact("Ben Okoro", BEN, HOME), contact("Cat Lind", CAT, HOME)) == {HOME}


@pytest.mark.parametrize("name", ["Ben", "Okoro, Ben", ""])
def test_one_person_who_is_entered_twice_stays_one(name: str) -> None:
    assert of(contact("Ben Okoro", BEN, HOME), contact(name, CAT, HOME)) == set()


def test_two_sources_may_call_a_person_by_two_names() -> None:
    assert of(contact("Ben Okoro", BEN), contact("Benny", BEN, by="phone")) == set()
