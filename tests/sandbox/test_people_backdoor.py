"""What another process may do to an address book."""

from typing import Any

import pytest
from gmail_client import OWNER
from test_frame_backdoor import knock, opened

from crmsync_sandbox.server import Sandbox

BOB = {"id": "c1", "name": "Bob", "emails": ["bob@example.org"], "groups": ["Investors"]}


def people(sandbox: Sandbox, key: str = "connections") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = opened(sandbox, "GET", "/state")["contacts"][OWNER][key]
    return found


@pytest.fixture
def full(sandbox: Sandbox) -> Sandbox:
    opened(sandbox, "POST", f"/contacts/{OWNER}/cards", BOB)
    return sandbox


def test_a_life_fills_the_address_book(sandbox: Sandbox) -> None:
    life = {"owner": OWNER, "mails": [], "contacts": [], "cards": [BOB, {"id": "o1", "other": True}]}
    opened(sandbox, "POST", "/life", life)
    assert [person["resourceName"] for person in people(sandbox)] == ["people/c1"]
    assert [person["resourceName"] for person in people(sandbox, "otherContacts")] == ["otherContacts/o1"]


def test_a_card_is_entered_changed_renamed_and_deleted(full: Sandbox) -> None:
    card = f"/contacts/{OWNER}/cards/c1"
    opened(full, "PATCH", card, {"name": "Bob Stone", "emails": ["bob@home.test"], "groups": []})
    [person] = people(full)
    assert person["names"][0]["displayName"] == "Bob Stone"
    assert person["emailAddresses"][0]["value"] == "bob@home.test"
    assert len(person["memberships"]) == 1
    opened(full, "PATCH", card, {"id": "c2"})
    assert [person["resourceName"] for person in people(full)] == ["people/c2"]
    opened(full, "DELETE", f"/contacts/{OWNER}/cards/c2")
    assert people(full) == []


def test_groups_are_made_renamed_and_deleted(full: Sandbox) -> None:
    def own() -> list[str]:
        return [g["name"] for g in people(full, "contactGroups") if g["groupType"] == "USER_CONTACT_GROUP"]

    opened(full, "POST", f"/contacts/{OWNER}/groups", {"name": "Friends"})
    opened(full, "PATCH", f"/contacts/{OWNER}/groups/Investors", {"name": "Angels"})
    assert own() == ["Friends", "Angels"]
    opened(full, "DELETE", f"/contacts/{OWNER}/groups/Angels")
    assert own() == ["Friends"]


def test_sync_tokens_are_ended_and_the_limit_is_set(full: Sandbox) -> None:
    opened(full, "DELETE", f"/contacts/{OWNER}/sync-tokens")
    opened(full, "PATCH", f"/contacts/{OWNER}", {"requests_per_minute": 3})
    book = full.address_book(OWNER)
    assert book.connections.oldest == book.connections.latest
    assert book.allowance.per_minute == 3


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/cards/nobody", {"name": "x"}),
        ("DELETE", "/cards/nobody", None),
        ("POST", "/cards", BOB),
        ("POST", "/cards", {"id": "c9", "phone": "1"}),
        ("PATCH", "/cards/c1", {"phone": "1"}),
        ("DELETE", "/groups/Nobody", None),
        ("PATCH", "", {}),
    ],
)
def test_what_can_not_be_done_is_refused_and_changes_nothing(
    full: Sandbox, method: str, path: str, body: object
) -> None:
    before = people(full)
    assert knock(full, method, f"/contacts/{OWNER}{path}", body).status == 400
    assert people(full) == before
