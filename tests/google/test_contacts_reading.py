"""From the service's persons to records, where the service says more than it should, or less."""

from typing import Any

from crmsync.connector import Contact, Deleted
from crmsync_google.contacts.groups import names_of, tags
from crmsync_google.contacts.reading import told

BOB: dict[str, Any] = {"resourceName": "people/c1", "emailAddresses": [{"value": "bob@example.org"}]}


def test_who_is_deleted_is_withdrawn_whatever_else_is_said() -> None:
    assert told([{**BOB, "metadata": {"deleted": True}}], dict) == [Deleted(id="people/c1")]


def test_what_is_withdrawn_comes_before_what_is_told() -> None:
    renamed = {**BOB, "resourceName": "people/c2", "metadata": {"previousResourceNames": ["people/c1"]}}
    records = told([BOB, renamed], dict)
    assert records[0] == Deleted(id="people/c1")
    assert [record.id for record in records[1:]] == ["people/c1", "people/c2"]


def test_entries_without_what_matters_are_passed_over() -> None:
    bare = {"names": [{}], "emailAddresses": [{}, *BOB["emailAddresses"]], "memberships": [{"domainMembership": {}}]}
    assert told([{**BOB, **bare}], dict) == [Contact(id="people/c1", addresses=("bob@example.org",))]  # type: ignore[arg-type]


def test_a_group_of_googles_own_that_is_new_to_us_is_no_tag() -> None:
    listed = [
        {"resourceName": "contactGroups/neighbours", "name": "neighbours", "groupType": "SYSTEM_CONTACT_GROUP"},
        {"resourceName": "contactGroups/1f", "name": "Investors", "groupType": "USER_CONTACT_GROUP"},
        {"resourceName": "contactGroups/2f", "groupType": "USER_CONTACT_GROUP"},
    ]
    names = names_of(listed, str)
    mine = [f"contactGroups/{id}" for id in ("neighbours", "1f", "2f", "gone", "myContacts")]
    assert tags(mine, lambda: names) == {"Investors"}
