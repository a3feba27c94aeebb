"""What a whole address book becomes, and what it costs."""

import pytest
from contacts_world import ContactsWorld

from crmsync.connector import Contact
from crmsync_sandbox.life import Card


def test_people_are_told_with_their_addresses_names_and_groups(contacts: ContactsWorld) -> None:
    contacts.enter("c1", "bob@example.org", "bob@home.test", name="Bob Stone", groups=["Investors", "starred"])
    contacts.enter("c2", "eve@example.org")
    contacts.pull()
    assert contacts.store.contacts == {
        "people/c1": Contact(
            id="people/c1",
            addresses=("bob@example.org", "bob@home.test"),  # type: ignore[arg-type]
            name="Bob Stone",
            groups=frozenset({"Investors", "starred"}),
        ),
        "people/c2": Contact(id="people/c2", addresses=("eve@example.org",)),  # type: ignore[arg-type]
    }


def test_the_last_page_says_that_it_is_all_and_names_everybody(contacts: ContactsWorld) -> None:
    for number in range(2500):
        contacts.enter(f"c{number}", f"p{number}@example.org")
    pages = contacts.pull()
    assert [len(page.records) for page in pages] == [1000, 1000, 500]
    assert [page.coverage.complete for page in pages] == [False, False, True]
    assert [page.snapshot is not None for page in pages] == [False, False, True]
    last = pages[-1].snapshot
    assert last is not None
    assert (last.prefix, last.ids) == ("people/", frozenset(f"people/c{number}" for number in range(2500)))
    assert {page.coverage.channels for page in pages} == {frozenset()}


def test_ten_thousand_contacts_take_ten_requests_and_one_for_their_groups(contacts: ContactsWorld) -> None:
    contacts.book.fill(
        Card(id=f"c{n}", name=f"Person {n}", emails=(f"p{n}@example.org",), groups=(f"Group {n % 40}",))
        for n in range(10_000)
    )
    contacts.pull()
    assert len(contacts.store.contacts) == 10_000
    assert contacts.told("c9999").groups == {"Group 39"}
    assert sorted(contacts.asked) == ["connections"] * 10 + ["contactGroups"]


def test_an_empty_address_book_is_complete_after_one_request(contacts: ContactsWorld) -> None:
    [page] = contacts.pull()
    assert page.records == []
    assert page.coverage.complete
    assert contacts.asked == ["connections"]


def test_a_first_pull_that_was_stopped_is_done_again_and_withdraws_nothing_before_its_end(
    contacts: ContactsWorld,
) -> None:
    for number in range(2500):
        contacts.enter(f"c{number}", f"p{number}@example.org")
    stopped = contacts.pages()
    next(stopped)
    next(stopped)
    stopped.close()
    assert len(contacts.store.contacts) == 2000
    contacts.book.delete("c3")
    contacts.night()
    assert len(contacts.store.contacts) == 2499
    contacts.night()
    assert contacts.asked == ["connections"]


def test_who_has_no_readable_address_is_not_told(contacts: ContactsWorld) -> None:
    contacts.enter("c1", name="Only A Phone")
    contacts.enter("c2", "no address", "@", "a b@example.org", name="Nonsense")
    [page] = contacts.pull()
    assert page.records == []


def test_addresses_are_canonical_and_each_stands_once_the_primary_first(contacts: ContactsWorld) -> None:
    emails = ("Old@Example.org", "bob@EXAMPLE.org", "old@example.org", "<bob@example.org>", "third@example.org")
    contacts.book.add(Card(id="c1", emails=emails, primary=3))
    contacts.pull()
    assert contacts.told("c1").addresses == ("bob@example.org", "old@example.org", "third@example.org")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Bob\r\nBcc: eve@example.org", "Bob Bcc: eve@example.org"),
        ("  Bob\t Sto\u202ene\x00 ", "Bob Stone"),
        ("B" * 5000, "B" * 200),
        ("\ud800Bob", "?Bob"),
        ("=?utf-8?q?Zo=C3=AB?=", "Zoë"),
        ("=?nonsense?q?=00?=", "=?nonsense?q?=00?="),
        ("Zoë 李 🙂", "Zoë 李 🙂"),
        ("\x07", ""),
    ],
)
def test_a_hostile_name_is_cleaned_and_cut(contacts: ContactsWorld, name: str, told: str) -> None:
    contacts.enter("c1", "bob@example.org", name=name)
    contacts.pull()
    assert contacts.told("c1").name == told


@pytest.mark.parametrize(
    "email", ["x" * 300 + "@example.org", "a@b@c.test", "bob@exa\x07mple.org", "(" * 10_000 + "@x"]
)
def test_a_hostile_address_is_left_out(contacts: ContactsWorld, email: str) -> None:
    contacts.enter("c1", email, "bob@example.org")
    contacts.pull()
    assert contacts.told("c1").addresses == ("bob@example.org",)
