"""The lists of people and groups: fields, pages, scopes, masks."""

from collections.abc import Iterator

import pytest
from people_client import BOTH, CONTACTS, GROUPS, OTHERS, Client, client, reason


@pytest.fixture
def people() -> Iterator[Client]:
    with client(*BOTH) as people:
        yield people


def test_a_person_has_names_addresses_and_memberships(people: Client) -> None:
    people.enter("c1", "bob@example.org", "bob@home.test", name="Bob Stone", groups=["Investors", "starred"])
    [person] = people.contacts().body["connections"]
    assert person["resourceName"] == "people/c1"
    assert person["names"][0]["displayName"] == "Bob Stone"
    assert [(one["value"], "primary" in one["metadata"]) for one in person["emailAddresses"]] == [
        ("bob@example.org", True),
        ("bob@home.test", False),
    ]
    groups = [one["contactGroupMembership"]["contactGroupResourceName"] for one in person["memberships"]]
    assert {"contactGroups/myContacts", "contactGroups/starred"} < set(groups)
    assert len(groups) == 3


def test_what_a_person_has_not_is_absent(people: Client) -> None:
    people.enter("c1")
    [person] = people.contacts().body["connections"]
    assert sorted(person) == ["etag", "memberships", "metadata", "resourceName"]


def test_only_fields_that_were_asked_for_are_shown_and_private_ones_hold_the_canary(people: Client) -> None:
    people.enter("c1", "bob@example.org")
    assert "CANARY" not in people.contacts().text
    for field in ("phoneNumbers", "addresses", "birthdays", "biographies"):
        [person] = people.contacts(personFields=f"names,{field}").body["connections"]
        assert "CANARY" in repr(person[field])
        assert "emailAddresses" not in person


def test_a_mask_cuts_what_is_sent(people: Client) -> None:
    people.enter("c1", "bob@example.org", name="Bob")
    answer = people.contacts(fields="connections(resourceName,emailAddresses/value)").body
    assert answer == {"connections": [{"resourceName": "people/c1", "emailAddresses": [{"value": "bob@example.org"}]}]}
    refused = people.contacts(fields="connections(colour)")
    assert (refused.status, refused.body["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert "errors" not in refused.body["error"]


@pytest.mark.parametrize("fields", [None, "", "names,colour", "person.names"])
def test_the_field_mask_is_required_and_checked(people: Client, fields: str | None) -> None:
    reply = people.ask(CONTACTS, **({} if fields is None else {"personFields": fields}))
    assert reply.status == 400


def test_pages_are_of_a_hundred_unless_more_are_asked_for_and_a_thousand_at_most(people: Client) -> None:
    for number in range(1100):
        people.enter(f"c{number}")
    assert len(people.names(people.contacts())) == 100
    assert len(people.names(people.contacts(pageSize=0))) == 100
    assert len(people.names(people.contacts(pageSize=1000))) == 1000
    assert people.contacts(pageSize=1001).status == 400


def test_pages_hold_everybody_once_and_only_the_last_one_a_sync_token(people: Client) -> None:
    for number in range(25):
        people.enter(f"c{number}")
    pages = [people.contacts(pageSize=10)]
    while token := pages[-1].body.get("nextPageToken"):
        assert "nextSyncToken" not in pages[-1].body
        pages.append(people.contacts(pageSize=10, pageToken=token))
    assert [name for page in pages for name in people.names(page)] == [f"people/c{number}" for number in range(25)]
    assert "nextSyncToken" in pages[-1].body
    assert {page.body["totalItems"] for page in pages} == {25}


@pytest.mark.parametrize(
    "changed", [{"pageSize": 5}, {"personFields": "names"}, {"requestSyncToken": "false"}, {"sources": "x"}]
)
def test_further_pages_take_the_same_parameters(people: Client, changed: dict[str, object]) -> None:
    for number in range(25):
        people.enter(f"c{number}")
    token = people.contacts(pageSize=10).body["nextPageToken"]
    assert people.contacts(**{"pageSize": 10, "pageToken": token, **changed}).status == 400
    assert people.contacts(pageSize=10, pageToken=token, fields="nextPageToken").status == 200


@pytest.mark.parametrize("token", ["nonsense", "1", "page.x.1.1.a.b", "page.1.1", "sync.1.1.a", ""])
def test_a_page_token_that_is_none_is_refused(people: Client, token: str) -> None:
    assert people.contacts(pageToken=token).status == (400 if token else 200)


def test_what_changes_while_pages_are_read_is_on_a_later_page_or_behind_the_sync_token(people: Client) -> None:
    for number in range(15):
        people.enter(f"c{number}", f"p{number}@example.org")
    first = people.contacts(pageSize=10)
    people.book.change("c3", name="Bob")
    people.book.delete("c4")
    last = people.contacts(pageSize=10, pageToken=first.body["nextPageToken"])
    assert "people/c3" in people.names(last)
    news = people.contacts(pageSize=10, syncToken=last.body["nextSyncToken"])
    assert people.names(news) == ["people/c3", "people/c4"]


def test_no_more_than_a_hundred_addresses_stand_in_a_list(people: Client) -> None:
    people.enter("c1", *(f"bob{number}@example.org" for number in range(120)))
    [person] = people.contacts().body["connections"]
    assert len(person["emailAddresses"]) == 100


def test_other_contacts_stand_apart_with_fewer_fields(people: Client) -> None:
    people.enter("c1", "bob@example.org")
    people.enter("o1", "guy@example.net", name="Guy", other=True)
    assert people.names(people.contacts()) == ["people/c1"]
    others = people.ask(OTHERS, readMask="names,emailAddresses,metadata")
    assert people.names(others, "otherContacts") == ["otherContacts/o1"]
    assert people.ask(OTHERS, readMask="memberships").status == 400
    assert people.ask(OTHERS).status == 400


def test_groups_are_googles_own_and_the_owners_with_how_many_are_in_them(people: Client) -> None:
    people.enter("c1", groups=["Investors"])
    people.enter("c2", groups=["Investors", "starred"])
    groups = {group["name"]: group for group in people.ask(GROUPS).body["contactGroups"]}
    assert (groups["Investors"]["groupType"], groups["Investors"]["memberCount"]) == ("USER_CONTACT_GROUP", 2)
    assert (groups["starred"]["groupType"], groups["starred"]["memberCount"]) == ("SYSTEM_CONTACT_GROUP", 1)
    assert groups["myContacts"]["memberCount"] == 2


def test_groups_come_in_pages_and_with_the_fields_that_are_asked_for(people: Client) -> None:
    for number in range(40):
        people.book.add_group(f"Group {number}")
    first = people.ask(GROUPS, groupFields="name").body
    assert len(first["contactGroups"]) == 30
    assert sorted(first["contactGroups"][0]) == ["etag", "formattedName", "name", "resourceName"]
    last = people.ask(GROUPS, groupFields="name", pageToken=first["nextPageToken"]).body
    assert len(last["contactGroups"]) == 18
    assert "nextPageToken" not in last


def test_a_renamed_group_keeps_its_id_and_a_deleted_one_is_left_by_its_members(people: Client) -> None:
    people.enter("c1", groups=["Angels"])
    token = people.sync_token()
    before = people.book.groups.id_of("Angels")
    people.book.rename_group("Angels", "Investors")
    assert people.book.groups.id_of("Investors") == before
    assert people.names(people.contacts(syncToken=token)) == []
    people.book.delete_group("Investors")
    [person] = people.contacts(syncToken=token).body["connections"]
    assert len(person["memberships"]) == 1
    with pytest.raises(ValueError, match="starred"):
        people.book.rename_group("Angels", "starred")


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        (["contacts.readonly"], [CONTACTS, GROUPS]),
        (["contacts"], [CONTACTS, GROUPS]),
        (["contacts.other.readonly"], [OTHERS]),
        (["gmail.readonly"], []),
    ],
)
def test_scopes_are_enforced(scopes: list[str], allowed: list[str]) -> None:
    with client(*scopes) as people:
        for path, mask in ((CONTACTS, {"personFields": "names"}), (GROUPS, {}), (OTHERS, {"readMask": "names"})):
            reply = people.ask(path, **mask)
            assert reply.status == (200 if path in allowed else 403)
            assert path in allowed or reason(reply) == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_a_foreign_token_an_unknown_path_and_a_write_are_refused(people: Client) -> None:
    assert people.ask("/v1/people/c1/connections").status == 404
    assert people.ask("/v1/people:searchContacts").status in (401, 404)
    assert people.wire.ask("POST", CONTACTS).status == 404
    people.wire.token = "wrong"
    assert people.contacts().body["error"]["status"] == "UNAUTHENTICATED"
