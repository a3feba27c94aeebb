"""Sync tokens: what changed since, tombstones, former names, expiry."""

from collections.abc import Iterator

import pytest
from people_client import BOTH, OTHERS, Client, client, reason


@pytest.fixture
def people() -> Iterator[Client]:
    with client(*BOTH) as people:
        for number in range(4):
            people.enter(f"c{number}", f"p{number}@example.org")
        yield people


def test_only_what_changed_is_told_and_the_next_token_leads_on(people: Client) -> None:
    token = people.sync_token()
    people.book.change("c2", name="Bob")
    people.enter("c9")
    news = people.contacts(syncToken=token)
    assert people.names(news) == ["people/c2", "people/c9"]
    assert people.names(people.contacts(syncToken=news.body["nextSyncToken"])) == []
    assert people.names(people.contacts(syncToken=token)) == ["people/c2", "people/c9"], "a token may be used again"


def test_an_answer_without_news_has_no_list(people: Client) -> None:
    quiet = people.contacts(syncToken=people.sync_token())
    assert "connections" not in quiet.body
    assert "nextSyncToken" in quiet.body


def test_who_is_deleted_leaves_a_tombstone_that_only_a_sync_shows(people: Client) -> None:
    token = people.sync_token()
    people.book.delete("c1")
    [gone] = people.contacts(syncToken=token).body["connections"]
    assert (gone["resourceName"], gone["metadata"]["deleted"]) == ("people/c1", True)
    assert "emailAddresses" not in gone
    assert "people/c1" not in people.names(people.contacts())


def test_a_new_resource_name_tells_the_former_ones_only_to_a_sync(people: Client) -> None:
    token = people.sync_token()
    people.book.rename("c1", "c8")
    people.book.rename("c8", "c9")
    [renamed] = people.contacts(syncToken=token).body["connections"]
    assert renamed["resourceName"] == "people/c9"
    assert renamed["metadata"]["previousResourceNames"] == ["people/c1", "people/c8"]
    assert "previousResourceNames" not in people.contacts().text
    with pytest.raises(ValueError, match="already"):
        people.book.rename("c9", "c2")
    with pytest.raises(KeyError):
        people.book.rename("c1", "c7")


def test_who_was_deleted_may_be_entered_again(people: Client) -> None:
    token = people.sync_token()
    people.book.delete("c1")
    people.enter("c1", "back@example.org")
    [back] = people.contacts(syncToken=token).body["connections"]
    assert "deleted" not in back["metadata"]
    with pytest.raises(ValueError, match="already"):
        people.enter("c1")


@pytest.mark.parametrize("change", [{"personFields": "names"}, {"pageSize": 7}, {"requestSyncToken": "false"}])
def test_a_sync_asks_for_the_same_as_the_full_list_did(people: Client, change: dict[str, object]) -> None:
    token = people.sync_token()
    assert people.contacts(**{"syncToken": token, **change}).status == 400
    assert people.contacts(syncToken=token, fields="nextSyncToken").status == 200


def test_without_a_wish_for_it_there_is_no_sync_token(people: Client) -> None:
    assert "nextSyncToken" not in people.contacts(requestSyncToken="false").body


def test_a_token_expires_seven_days_after_the_full_list_whatever_was_asked_since(people: Client) -> None:
    token = people.sync_token()
    for _ in range(6):
        people.later(days=1)
        token = people.contacts(syncToken=token).body["nextSyncToken"]
    people.later(hours=23)
    assert people.contacts(syncToken=token).status == 200
    people.later(hours=1)
    expired = people.contacts(syncToken=token)
    assert (expired.status, expired.body["error"]["status"]) == (400, "FAILED_PRECONDITION")
    assert reason(expired) == "EXPIRED_SYNC_TOKEN"
    assert people.contacts(syncToken=people.sync_token()).status == 200


def test_tokens_expire_on_demand_and_new_ones_do_not(people: Client) -> None:
    token = people.sync_token()
    people.book.expire_sync_tokens()
    assert reason(people.contacts(syncToken=token)) == "EXPIRED_SYNC_TOKEN"
    assert people.contacts(syncToken=people.sync_token()).status == 200


def test_other_contacts_have_tokens_of_their_own(people: Client) -> None:
    form = {"readMask": "names,metadata", "requestSyncToken": "true"}
    people.enter("o1", other=True)
    token = people.ask(OTHERS, **form).body["nextSyncToken"]
    people.book.delete("o1")
    people.book.delete("c1")
    [gone] = people.ask(OTHERS, syncToken=token, **form).body["otherContacts"]
    assert (gone["resourceName"], gone["metadata"]["deleted"]) == ("otherContacts/o1", True)
    people.later(days=7)
    assert reason(people.ask(OTHERS, syncToken=token, **form)) == "EXPIRED_SYNC_TOKEN"


@pytest.mark.parametrize("token", ["nonsense", "sync.a.b.c", "sync.1.2", "page.1.2.3"])
def test_a_token_that_is_none_is_not_expired_but_wrong(people: Client, token: str) -> None:
    refused = people.contacts(syncToken=token)
    assert (refused.status, refused.body["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert "details" not in refused.body["error"]
