"""What the contacts source and the People API say to each other, word for word."""

from dataclasses import replace

import pytest
from ann_at_gmail import BOB, ZOE, records
from ann_at_people import VIEW, AnnAtPeople, known, some_people

from crmsync.connector import Contact, Deleted, EmailAddress, Snapshot, Unauthorized
from crmsync_google.contacts.cursor import read
from crmsync_sandbox.faults import Refuse
from crmsync_sandbox.people.address_book import AddressBook

BOB_TOLD = Contact(
    id="people/c1",
    addresses=(BOB, EmailAddress("b@home.test")),
    name="Bob Stone",
    groups=frozenset({"Investors", "starred"}),
)
ZOE_TOLD = Contact(id="people/c2", addresses=(ZOE,), name="Zoë")
SHOP_TOLD = Contact(id="otherContacts/o1", addresses=(EmailAddress("shop@example.net"),))
EVERYBODY = Snapshot(prefix="people/", ids=frozenset({"people/c1", "people/c2"}))


def test_a_first_pull(people: AnnAtPeople) -> None:
    people.prepare(some_people)
    with people.on_air() as source:
        [page] = source.pull(None, VIEW)
    assert page.records == [BOB_TOLD, ZOE_TOLD]
    assert page.snapshot == EVERYBODY
    assert page.coverage.complete


def test_a_first_pull_with_other_contacts(people: AnnAtPeople) -> None:
    people.prepare(some_people)
    with replace(people, other_contacts=True).on_air() as source:
        pages = list(source.pull(None, VIEW))
    assert records(pages) == [BOB_TOLD, ZOE_TOLD, SHOP_TOLD]
    assert [page.coverage.complete for page in pages] == [False, True]


def test_a_quiet_night(people: AnnAtPeople) -> None:
    people.prepare(some_people)
    with people.on_air() as source:
        [page] = source.pull(known(), VIEW)
    assert page.records == []
    assert page.snapshot is None
    assert page.cursor == known()


def a_day(book: AddressBook) -> None:
    """Bob gets another resource name, Zoë goes, the phone gets an address."""
    book.rename("c1", "c9")
    book.delete("c2")
    book.change("c3", emails=["phone@example.org"], groups=["Family & friends"])


def test_a_night_with_news(people: AnnAtPeople) -> None:
    people.prepare(some_people)
    people.prepare(a_day)
    with people.on_air() as source:
        [page] = source.pull(known(), VIEW)
    assert page.records == [
        Deleted(id="people/c1"),
        Deleted(id="people/c2"),
        replace(BOB_TOLD, id="people/c9"),
        Contact(
            id="people/c3",
            addresses=(EmailAddress("phone@example.org"),),
            name="A Phone",
            groups=frozenset({"Family & friends"}),
        ),
    ]
    assert page.cursor == known(9)


def test_an_expired_token(people: AnnAtPeople) -> None:
    people.prepare(some_people)
    people.prepare(AddressBook.expire_sync_tokens)
    with people.on_air() as source:
        [page] = source.pull(known(), VIEW)
    assert page.records == [BOB_TOLD, ZOE_TOLD]
    assert page.snapshot == EVERYBODY
    assert read(page.cursor).marks["people/"].full == VIEW.now


def test_too_many_requests(people: AnnAtPeople) -> None:
    people.prepare(some_people)
    people.trouble(Refuse(status=429, retry_after=1))
    with people.on_air() as source:
        [page] = source.pull(known(), VIEW)
    assert page.cursor == known()


def test_a_missing_scope(people: AnnAtPeople) -> None:
    asked = replace(people, scopes=("gmail.metadata",)).on_air()
    with asked as source, pytest.raises(Unauthorized, match=r"lacks the scope .*contacts\.readonly"):
        next(source.pull(None, VIEW))
