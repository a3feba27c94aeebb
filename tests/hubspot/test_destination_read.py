"""Reading profiles: by any address, each once, and nothing that is not ours to know."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hubspot_crm import Crm, create

from crmsync.connector import Settings, Unavailable
from crmsync_hubspot import profiles
from crmsync_hubspot.wire import Body
from crmsync_sandbox.hubspot import asking, reading
from crmsync_sandbox.hubspot.errors import Refused, bad_request
from crmsync_sandbox.life import CrmContact


def test_a_contact_is_found_by_its_secondary_address_and_carries_all(crm: Crm) -> None:
    [contact] = crm.sandbox.portal.load(
        CrmContact(email="bob@example.com", additional_emails=("robert@example.com", "bob@example.net"))
    )
    [profile] = crm.read("bob@example.net")
    assert profile.id == contact
    assert profile.addresses == ("bob@example.com", "robert@example.com", "bob@example.net")


def test_an_address_that_is_asked_for_twice_is_sent_once(crm: Crm) -> None:
    crm.load("bob@example.com")
    assert len(crm.read("bob@example.com", "bob@example.com")) == 1
    assert len(crm.calls("contacts/batch/read")) == 1


@pytest.mark.parametrize("portion", [10, 1000])
def test_a_contact_asked_for_by_two_addresses_is_told_once_even_in_two_batches(
    crm: Crm, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiles, "INPUTS", portion)
    others = [f"p{n}@example.com" for n in range(120)]
    crm.load(*others)
    crm.sandbox.portal.load(CrmContact(email="bob@example.com", additional_emails=("robert@example.com",)))
    found = crm.read("bob@example.com", *others, "robert@example.com")
    assert len(found) == len({profile.id for profile in found}) == 121
    assert len(crm.calls("contacts/batch/read")) == 2


def test_the_roster_holds_every_address_of_everybody_who_is_there(crm: Crm) -> None:
    crm.load(*(f"p{n}@example.com" for n in range(199)))
    crm.sandbox.portal.load(CrmContact(email="bob@example.com", additional_emails=("robert@example.com",)))
    crm.sandbox.portal.load(CrmContact(email="", firstname="Nobody"))
    [gone] = crm.load("eve@example.com")
    crm.sandbox.portal.people.archive_contact(gone)
    pages = list(crm.destination().addresses())
    told = [address for page in pages for address in page]
    assert sorted(told) == sorted([*(f"p{n}@example.com" for n in range(199)), "bob@example.com", "robert@example.com"])
    assert len(pages) == len(crm.calls("/contacts")) == 3


def test_impossible_addresses_are_not_asked_for(crm: Crm) -> None:
    crm.load("bob@example.com")
    assert len(crm.read("root@localhost", "bob@example.com", "a;b@example.com")) == 1
    assert b"localhost" not in b"".join(call.body for call in crm.calls())
    assert crm.counted(lambda: crm.read("root@localhost")) == []


def test_one_address_that_hubspot_refuses_does_not_cost_the_others(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    emails = [f"p{n}@example.com" for n in range(100)]
    crm.load(*emails)
    refuse_batches_with("p41@example.com", monkeypatch)
    assert len(crm.read(*emails)) == 99
    assert "can't read 1 of" in caplog.text
    assert "p41" not in caplog.text


def test_a_request_that_is_wrong_as_a_whole_is_not_taken_for_an_empty_crm(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm.load("bob@example.com", "eve@example.com")
    refuse_batches_with("@example.com", monkeypatch)
    with pytest.raises(Unavailable, match=r"batch/read was refused \(400 VALIDATION_ERROR"):
        crm.read("bob@example.com", "eve@example.com")


def refuse_batches_with(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal refuses each batch read whose body holds `text`."""
    inputs_of = asking.inputs_of

    def picky(body: Body, most: int) -> Sequence[Body]:
        if text in json.dumps(body):
            raise Refused(bad_request(f"Invalid email {text}"))
        return inputs_of(body, most)

    monkeypatch.setattr(reading, "inputs_of", picky)


def test_settings_and_the_last_logged_conversation_are_read(crm: Crm) -> None:
    crm.load("bob@example.com", crmsync_cadence_days="40.0", crmsync_mute="true")
    [contact] = crm.load("eve@example.com")
    [bob, eve] = crm.read("bob@example.com", "eve@example.com")
    assert bob.settings == Settings(cadence_days=40, muted=True)
    assert eve.settings == Settings()
    assert eve.notes_last_contacted is None
    crm.sandbox.portal.people.set_property(contact, "notes_last_contacted", "2026-11-01T10:00:00Z")
    [eve] = crm.read("eve@example.com")
    assert eve.notes_last_contacted == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_only_our_own_properties_are_asked_for_and_no_private_one_is_answered(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    crm.ids(create(contact))
    crm.sandbox.meter.reset()
    assert "CANARY" not in repr(crm.read("bob@example.com"))
    asked = {name for call in crm.calls() for name in json.loads(call.body).get("properties", ())}
    other = {"email", "hs_additional_emails", "hs_merged_object_ids", "notes_last_contacted"}
    of_tasks = {"hs_task_status", "hs_timestamp", "hs_task_completion_date", "hs_lastmodifieddate"}
    assert asked
    assert {name for name in asked if not name.startswith("crmsync_")} == other | of_tasks
    assert all(json.loads(call.body).get("properties") for call in crm.calls("batch/read") if "assoc" not in call.path)


def test_contacts_without_tasks_cost_no_request_for_tasks(crm: Crm) -> None:
    crm.load("bob@example.com")
    assert [call.path.rsplit("/", 3)[-3] for call in crm.counted(lambda: crm.read("bob@example.com"))] == [
        "contacts",
        "tasks",
    ]
    assert crm.calls("tasks/batch/read")[0].path.count("associations") == 1


def test_a_thousand_contacts_cost_ten_reads_and_one_of_associations(crm: Crm) -> None:
    emails = [f"p{n}@example.com" for n in range(1000)]
    crm.load(*emails)
    calls = crm.counted(lambda: crm.read(*emails))
    assert len(calls) == 11


def test_a_contact_with_very_many_tasks_tells_ours_from_its_last_page(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    for n in range(501):
        crm.sandbox.portal.people.create_task(f"task {n}", "2026-11-25T10:00:00Z", contact)
    [task] = crm.ids(create(contact))
    assert [one.id for one in crm.read("bob@example.com")[0].tasks] == [task]
