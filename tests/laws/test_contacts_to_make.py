"""Who gets a contact, and under which name."""

import pytest
from made_up import BEN, ago, by_hand, everybody, met, moment, received, relationship, sent

from crmsync.connector import CreateContact, Output
from crmsync.planning.newcomers import Newcomer, created, split
from crmsync.relationships.relationship import Relationship


def made(who: Relationship, name: str = "Ben Okoro") -> list[CreateContact]:
    new = {who.person.id: Newcomer(address=BEN, name=name)}
    return list(created(everybody(who), new, moment(), share_why=True))


def test_who_talked_gets_a_contact_with_all_that_is_known_and_nothing_empty() -> None:
    [change] = made(relationship(met(ago(31)), sent(ago(3))))
    assert (change.address, change.first_name, change.last_name) == (BEN, "Ben", "Okoro")
    assert change.values[Output.LAST_CHANNEL] == "meeting"
    assert all(change.values.values())


@pytest.mark.parametrize(
    "who",
    [
        relationship(received(ago(3))),
        relationship(sent(ago(3))),
        relationship(met(ago(3)), personal=True),
        relationship(met(ago(3)), colleague=True),
        relationship(met(ago(3)), settings=by_hand(muted=True)),
    ],
    ids=["only wrote in", "was only written to", "personal", "colleague", "muted"],
)
def test_nobody_else_does(who: Relationship) -> None:
    assert made(who) == []


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ben Okoro", "Ben", "Okoro"),
        ("Okoro, Ben", "Ben", "Okoro"),
        ("Ben de la Cruz", "Ben", "de la Cruz"),
        ("Ben", "Ben", ""),
        ("Okoro,", "Okoro", ""),
        ("", "", ""),
    ],
)
def test_names_are_split_as_people_write_them(name: str, first: str, last: str) -> None:
    assert split(name) == (first, last)
