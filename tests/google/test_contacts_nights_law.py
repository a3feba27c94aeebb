"""The law of the nights: whatever happens, many nightly pulls know what one fresh pull of the address book would."""

import random

import pytest
from contacts_world import ContactsWorld, Store

GROUPS = ("Investors", "Friends", "starred", "family")
EMAILS = ("", "no address", "bob@example.org", "Bob@Example.org", "eve@example.org", "zoe@example.org")


def something_happens(contacts: ContactsWorld, chance: random.Random, ids: list[str]) -> None:
    other = chance.random() < 0.3
    emails = [email for email in chance.sample(EMAILS, 3) if email]
    groups = [] if other else chance.sample(GROUPS, chance.randrange(3))
    new = f"c{len(contacts.book.connections) + len(contacts.book.others)}-{chance.randrange(10**9)}"
    match chance.choice(["enter", "enter", "change", "change", "rename", "delete", "leave a group", "expire"]):
        case "enter":
            contacts.enter(new, *emails, name=new, groups=groups, other=other)
            ids.append(new)
        case "change" if ids:
            id = chance.choice(ids)
            mine = id in contacts.book.connections
            contacts.book.change(id, emails=emails, name=new, groups=groups if mine else None)
        case "rename" if ids:
            contacts.book.rename(ids.pop(chance.randrange(len(ids))), new)
            ids.append(new)
        case "delete" if ids:
            contacts.book.delete(ids.pop(chance.randrange(len(ids))))
        case "leave a group":
            own = [name for id, name in contacts.book.groups if id != name]
            if own:
                contacts.book.delete_group(chance.choice(own))
        case "expire" if chance.random() < 0.3:
            contacts.book.expire_sync_tokens()


@pytest.mark.parametrize("others", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_nights_know_what_a_fresh_pull_knows(contacts: ContactsWorld, seed: int, others: bool) -> None:
    chance = random.Random(seed)
    contacts.other_contacts = others
    ids: list[str] = []
    for _ in range(30):
        something_happens(contacts, chance, ids)
    contacts.pull()
    for _ in range(12):
        for _ in range(chance.randrange(8)):
            something_happens(contacts, chance, ids)
        contacts.night(chance.choice([0, 0.5, 1, 1, 1, 3]))
        nights, cursor = contacts.store, contacts.cursor
        contacts.store, contacts.cursor = Store(contacts.clock), None
        contacts.pull()
        assert nights.contacts == contacts.store.contacts
        contacts.store, contacts.cursor = nights, cursor
