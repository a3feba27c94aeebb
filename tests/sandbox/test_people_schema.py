"""Every list through Google's own client; every answer against Google's own description of it."""

from collections.abc import Callable
from typing import Any

import pytest
from described import discovery, faults_of, scopes_of, shape_of, unknown_to
from gmail_client import OWNER, google

from crmsync_sandbox.google.fields import Shape
from crmsync_sandbox.life import Card
from crmsync_sandbox.people import shapes
from crmsync_sandbox.people.lists import OTHER_FIELDS, PERSON_FIELDS
from crmsync_sandbox.people.methods import METHODS
from crmsync_sandbox.server import Sandbox

PEOPLE = "people.v1"
SCOPES = ("contacts.readonly", "contacts.other.readonly")


@pytest.fixture
def full(sandbox: Sandbox) -> Sandbox:
    """An address book with everything in it that a person can have."""
    book = sandbox.address_book(OWNER)
    emails = ("bob@example.org", "bob@home.test")
    book.add(Card(id="c1", name="Bob Stone", emails=emails, groups=("Investors", "starred")))
    book.add(Card(id="c2", name="Eve"))
    book.add(Card(id="c3"))
    book.add(Card(id="o1", name="A Shop", emails=("shop@example.net",), other=True))
    return sandbox


Ask = Callable[[Any, dict[str, Any]], Any]

ROUTES: list[tuple[str, str, Ask]] = [
    (
        "ListConnectionsResponse",
        "connections",
        lambda service, further: (
            service.people()
            .connections()
            .list(resourceName="people/me", personFields=",".join(PERSON_FIELDS), requestSyncToken=True, **further)
        ),
    ),
    (
        "ListOtherContactsResponse",
        "otherContacts",
        lambda service, further: service.otherContacts().list(
            readMask=",".join(OTHER_FIELDS), requestSyncToken=True, **further
        ),
    ),
    ("ListContactGroupsResponse", "contactGroups", lambda service, further: service.contactGroups().list(**further)),
]


@pytest.mark.parametrize(("schema", "key", "ask"), ROUTES)
def test_answers_have_the_keys_and_types_of_the_discovery_document(
    full: Sandbox, schema: str, key: str, ask: Ask
) -> None:
    with google(full, *SCOPES, api=PEOPLE) as (service, _):
        answer = ask(service, {}).execute()
        page = ask(service, {"pageSize": 1}).execute()
    assert answer[key]
    assert list(faults_of(PEOPLE, answer, {"$ref": schema})) == []
    assert list(faults_of(PEOPLE, page, {"$ref": schema})) == []


@pytest.mark.parametrize(("schema", "key", "ask"), ROUTES[:2])
def test_what_changed_is_told_as_the_discovery_document_has_it(full: Sandbox, schema: str, key: str, ask: Ask) -> None:
    with google(full, *SCOPES, api=PEOPLE) as (service, _):
        token = ask(service, {}).execute()["nextSyncToken"]
        for name in ("c1", "o1"):
            full.address_book(OWNER).rename(name, f"{name}-new")
        full.address_book(OWNER).delete("c2")
        news = ask(service, {"syncToken": token}).execute()
    assert "previousResourceNames" in news[key][0]["metadata"]
    assert list(faults_of(PEOPLE, news, {"$ref": schema})) == []


def test_the_schema_check_sees_wrong_types_unknown_keys_and_words_that_are_none() -> None:
    source = {"type": "FRIEND", "id": 1}
    wrong = {"connections": [{"resourceName": 1, "colour": "red", "metadata": {"deleted": 1, "sources": [source]}}]}
    assert len(list(faults_of(PEOPLE, wrong, {"$ref": "ListConnectionsResponse"}))) == 5


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (shapes.CONNECTIONS, "ListConnectionsResponse"),
        (shapes.OTHER_CONTACTS, "ListOtherContactsResponse"),
        (shapes.GROUPS, "ListContactGroupsResponse"),
    ],
)
def test_masks_are_checked_against_names_that_the_discovery_document_has(shape: Shape, schema: str) -> None:
    assert list(unknown_to(shape, shape_of(PEOPLE, schema), schema)) == []


def test_scopes_and_fields_are_those_of_the_discovery_document() -> None:
    resources = discovery(PEOPLE)["resources"]
    described = {
        "/v1/people/me/connections": resources["people"]["resources"]["connections"]["methods"]["list"],
        "/v1/contactGroups": resources["contactGroups"]["methods"]["list"],
        "/v1/otherContacts": resources["otherContacts"]["methods"]["list"],
    }
    assert {path: set(method.scopes) for path, method in METHODS.items()} == {
        path: scopes_of(method) for path, method in described.items()
    }
    masks = described["/v1/people/me/connections"]["parameters"]["personFields"]["description"]
    assert set(PERSON_FIELDS) == set(masks.partition("Valid values are: * ")[2].split(" * "))
