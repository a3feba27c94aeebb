"""Nights: what changed, what is gone, and when all of it is read again."""

import json
from datetime import timedelta

import pytest
from contacts_world import ContactsWorld

from crmsync.connector import Cursor, CursorExpired, Deleted


@pytest.fixture
def known(contacts: ContactsWorld) -> ContactsWorld:
    """Three people are told already."""
    contacts.enter("c1", "bob@example.org", name="Bob", groups=["Investors"])
    contacts.enter("c2", "eve@example.org", name="Eve")
    contacts.enter("c3", "zoe@example.org", name="Zoe")
    contacts.pull()
    return contacts


def test_a_quiet_night_costs_one_request(known: ContactsWorld) -> None:
    before = dict(known.store.contacts)
    for _ in range(5):
        [page] = known.night()
        assert page.records == []
        assert page.snapshot is None
        assert page.coverage.complete
        assert known.asked == ["connections"]
    assert known.store.contacts == before


def test_only_who_changed_is_told(known: ContactsWorld) -> None:
    known.book.change("c2", name="Eve Stone", emails=["eve@home.test", "eve@example.org"])
    known.enter("c4", "new@example.org")
    [page] = known.night()
    assert [record.id for record in page.records] == ["people/c2", "people/c4"]
    assert known.told("c2").addresses == ("eve@home.test", "eve@example.org")
    assert known.night()[0].records == []


def test_who_loses_the_last_address_is_withdrawn_and_comes_back_with_one(known: ContactsWorld) -> None:
    known.book.change("c1", emails=[])
    assert [*known.night()[0].records] == [Deleted(id="people/c1")]
    known.book.change("c1", emails=["bob@example.org"])
    known.night()
    assert known.told("c1").name == "Bob"


def test_a_new_resource_name_is_no_new_contact(known: ContactsWorld) -> None:
    known.book.rename("c1", "c7")
    known.book.rename("c7", "c8")
    [page] = known.night()
    assert page.records[:2] == [Deleted(id="people/c1"), Deleted(id="people/c7")]
    assert page.records[2:] == [known.told("c8")]
    assert sorted(known.store.contacts) == ["people/c2", "people/c3", "people/c8"]


def test_who_got_another_name_and_was_deleted_is_withdrawn_under_both(known: ContactsWorld) -> None:
    known.book.rename("c1", "c7")
    known.book.delete("c7")
    known.night()
    assert sorted(known.store.contacts) == ["people/c2", "people/c3"]


def test_a_name_that_came_back_is_not_withdrawn(known: ContactsWorld) -> None:
    known.book.rename("c1", "c7")
    known.book.rename("c7", "c1")
    known.night()
    assert sorted(known.store.contacts) == ["people/c1", "people/c2", "people/c3"]


def test_all_is_read_again_after_six_days_whatever_was_asked_between(known: ContactsWorld) -> None:
    full = []
    for night in range(1, 15):
        [page] = known.night()
        if page.snapshot:
            full.append(night)
    assert full == [6, 12]
    assert {call.status for call in known.calls} == {200}


def test_the_week_begins_with_the_full_list_not_with_the_last_night(known: ContactsWorld) -> None:
    known.night(5.9)
    [page] = known.night(0.2)
    assert page.snapshot is not None


@pytest.mark.parametrize("how", ["on demand", "by its age"])
def test_an_expired_token_heals_with_the_same_end(known: ContactsWorld, how: str) -> None:
    known.book.delete("c1")
    known.book.rename("c2", "c7")
    known.book.change("c3", emails=[])
    known.enter("c4", "new@example.org")
    if how == "on demand":
        known.book.expire_sync_tokens()
        [page] = known.night()
        assert [call.status for call in known.calls] == [400, 200]
    else:
        [page] = known.night(30)
        assert [call.status for call in known.calls] == [200]
    assert page.coverage.complete
    assert sorted(known.store.contacts) == ["people/c4", "people/c7"]
    known.night()
    assert [call.status for call in known.calls] == [200]


def test_a_service_that_forgets_early_is_asked_anew(known: ContactsWorld) -> None:
    """Its clock, or its rule, may be another one."""
    known.book.now = lambda: known.clock.now + timedelta(days=4)
    known.night(4)
    assert [call.status for call in known.calls] == [400, 200, 200]
    assert known.asked == ["connections", "connections", "contactGroups"]
    assert len(known.store.contacts) == 3


def test_a_token_from_before_other_fields_were_asked_for_heals(known: ContactsWorld) -> None:
    parts = json.loads(known.cursor or "")
    parts["people/"]["token"] = parts["people/"]["token"].rpartition(".")[0] + ".00000000"
    known.cursor = Cursor(json.dumps(parts))
    known.night()
    assert [call.status for call in known.calls] == [400, 200, 200]
    assert len(known.store.contacts) == 3


def test_many_changes_are_told_over_several_pages_and_a_stopped_night_is_told_again(known: ContactsWorld) -> None:
    for number in range(1500):
        known.enter(f"n{number}", f"n{number}@example.org")
    known.clock.now += timedelta(days=1)
    stopped = known.pages()
    assert not next(stopped).coverage.complete
    stopped.close()
    known.pull()
    assert known.asked == ["connections", "connections"]
    assert len(known.store.contacts) == 1503


@pytest.mark.parametrize(
    "text",
    [
        '{"people/": {"token": "x", "full": "2026-01-05T03:00:00"}}',
        "[]",
        "nonsense",
        '{"people/": {}}',
        '{"people/": {"token": "x", "full": "2026"}}',
    ],
)
def test_a_cursor_that_is_none_is_expired(known: ContactsWorld, text: str) -> None:
    known.cursor = Cursor(text)
    with pytest.raises(CursorExpired, match="Pull from the beginning"):
        known.pull()
