"""Contacts that Google made out of mail: only on request, beside the others, with a place of their own."""

import pytest
from contacts_world import MINE, ContactsWorld

from crmsync.connector import Contact, Deleted, Snapshot, Unauthorized


@pytest.fixture
def both(contacts: ContactsWorld) -> ContactsWorld:
    contacts.enter("c1", "bob@example.org", name="Bob", groups=["Investors"])
    contacts.enter("o1", "shop@example.net", name="Shop", other=True)
    contacts.enter("o2", "guy@example.net", other=True)
    contacts.other_contacts = True
    return contacts


def test_they_are_not_asked_for_unless_they_are_wanted(both: ContactsWorld) -> None:
    both.other_contacts, both.granted = False, MINE
    both.pull()
    assert sorted(both.store.contacts) == ["people/c1"]
    assert "otherContacts" not in both.asked


def test_they_are_told_with_names_and_addresses_and_a_snapshot_of_their_own(both: ContactsWorld) -> None:
    mine, others = both.pull()
    assert both.store.contacts["otherContacts/o1"] == Contact(
        id="otherContacts/o1",
        addresses=("shop@example.net",),  # type: ignore[arg-type]
        name="Shop",
    )
    assert mine.snapshot == Snapshot(prefix="people/", ids=frozenset({"people/c1"}))
    assert others.snapshot == Snapshot(prefix="otherContacts/", ids=frozenset({"otherContacts/o1", "otherContacts/o2"}))
    assert [page.coverage.complete for page in (mine, others)] == [False, True]


def test_a_quiet_night_costs_a_request_for_each_list(both: ContactsWorld) -> None:
    both.pull()
    pages = both.night()
    assert both.asked == ["connections", "otherContacts"]
    assert [page.records for page in pages] == [[], []]


def test_what_changes_among_them_is_told(both: ContactsWorld) -> None:
    both.pull()
    both.book.delete("o1")
    both.book.change("o2", name="A Guy")
    pages = both.night()
    assert pages[1].records == [Deleted(id="otherContacts/o1"), both.store.contacts["otherContacts/o2"]]


def test_one_list_may_be_forgotten_and_the_other_not(both: ContactsWorld) -> None:
    both.pull()
    both.book.others.forget()
    both.book.delete("o1")
    both.night()
    assert both.asked == ["connections", "otherContacts", "otherContacts"]
    assert sorted(both.store.contacts) == ["otherContacts/o2", "people/c1"]


def test_when_they_are_wanted_later_only_they_are_read_in_full(both: ContactsWorld) -> None:
    both.other_contacts = False
    both.pull()
    both.other_contacts = True
    mine, others = both.night()
    assert mine.snapshot is None
    assert others.snapshot is not None
    assert len(both.store.contacts) == 3


@pytest.mark.parametrize("stopped", [False, True])
def test_when_they_are_wanted_no_more_they_are_withdrawn(both: ContactsWorld, stopped: bool) -> None:
    for number in range(1500):
        both.enter(f"x{number}", f"x{number}@example.net", other=True)
    pages = both.pages()
    next(pages)
    next(pages)
    pages.close() if stopped else list(pages)
    if not stopped:
        both.cursor = None
        both.pull()
    both.other_contacts = False
    both.night()
    assert sorted(both.store.contacts) == ["people/c1"]
    assert "otherContacts" not in both.asked
    [page] = both.night()
    assert page.snapshot is None


def test_a_login_without_their_scope_is_told_which_one(both: ContactsWorld) -> None:
    both.granted = MINE
    with pytest.raises(Unauthorized, match=r"auth/contacts\.other\.readonly"):
        both.pull()


@pytest.mark.parametrize(
    ("wanted", "scopes"), [(False, ["contacts.readonly"]), (True, ["contacts.readonly", "contacts.other.readonly"])]
)
def test_only_what_is_needed_is_to_be_allowed(contacts: ContactsWorld, wanted: bool, scopes: list[str]) -> None:
    contacts.other_contacts = wanted
    assert list(contacts.source().scopes()) == [f"https://www.googleapis.com/auth/{scope}" for scope in scopes]
