"""What is asked of the People API, and that nothing private comes back."""

from urllib.parse import parse_qs

from contacts_world import ContactsWorld

PRIVATE = ("phone", "addresses", "birthday", "biograph", "organization", "photo", "note", "*")


def a_whole_life(contacts: ContactsWorld) -> str:
    """A first pull, a night with news, an expiry, with other contacts; all that was told."""
    contacts.other_contacts = True
    for number in range(30):
        contacts.enter(f"c{number}", f"p{number}@example.org", name=f"Person {number}", groups=["Friends"])
        contacts.enter(f"o{number}", f"o{number}@example.net", other=True)
    pages = [*contacts.pages()]
    contacts.book.change("c1", name="Somebody Else")
    contacts.book.delete("o1")
    pages += contacts.pages()
    contacts.book.expire_sync_tokens()
    pages += contacts.pages()
    return repr(pages)


def test_no_private_text_is_told(contacts: ContactsWorld) -> None:
    told = a_whole_life(contacts)
    assert "Person 2" in told
    assert "CANARY" not in told


def test_every_request_has_a_mask_that_names_nothing_private(contacts: ContactsWorld) -> None:
    a_whole_life(contacts)
    asked = [parse_qs(call.query) for call in contacts.calls]
    assert len(asked) > 6
    names = ("fields", "personFields", "readMask", "groupFields")
    masks = [mask for query in asked for name in names for mask in query.get(name, ())]
    assert all("fields" in query for query in asked)
    assert [mask for mask in masks if any(word in mask.replace("emailAddresses", "") for word in PRIVATE)] == []


def test_the_stand_in_would_give_private_text_to_who_asks_for_it(contacts: ContactsWorld) -> None:
    contacts.enter("c1", "bob@example.org")
    assert "CANARY" in repr(contacts.book.connections.person("c1").resource(["phoneNumbers"], sync=False))
