"""Contacts that are created, merged, archived or given another address between two runs, and people with several."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from nursery import Nursery
from small_world import ANN, NOW, SCALE, SmallWorld, crm
from worlds import Lived

from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.server import Sandbox

BEA, CARL, FAY, HOME = "bea@one.test", "carl@two.test", "fay@five.test", "bea@home.test"


def ours(world: SmallWorld, email: str) -> dict[str, str]:
    record = world.sandbox.portal.contact(email)
    return {name: text for name, text in record.properties.items() if name.startswith("crmsync_") and text}


def open_tasks(world: SmallWorld, email: str) -> list[str]:
    tasks = world.sandbox.portal.tasks_of(email)
    return [one.id for one in tasks if one.archived_at is None and one.value("hs_task_status") == "NOT_STARTED"]


def told_to_be_one(folder: Path, *addresses: str) -> None:
    """As an address book would say it: these addresses belong to one contact."""
    with sqlite3.connect(folder / "crmsync.db") as store:
        row = ("mail", "people/c1", "Bea", False, f'["{addresses[0]}", "{addresses[1]}"]', "[]")
        store.execute("INSERT INTO contacts (source, id, name, own, addresses, groups) VALUES (?, ?, ?, ?, ?, ?)", row)


def test_a_contact_with_two_addresses_is_one_person_with_the_mail_of_both(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.portal.people.add_address(BEA, HOME)
    ready.talk(HOME, [5])
    ready.done(folder, "backfill", "--yes")
    shown = ready.done(folder, "show", BEA).json
    assert shown["emails"] == [HOME, BEA]
    assert shown["last_contact"] == "2026-11-13T10:00:00Z"
    assert ready.done(folder, "show", HOME).json == shown
    assert ours(ready, BEA)["crmsync_last_contact"] == "2026-11-13T10:00:00.000Z"
    assert open_tasks(ready, BEA) == []


def test_an_address_that_a_contact_is_given_later_joins_it_at_the_next_news(lived: Lived) -> None:
    world = lived.world
    world.talk(HOME, [5])
    world.done(lived.folder, "sync")
    world.sandbox.portal.people.add_address(BEA, HOME)
    world.post(f"Ann <{ANN}>", BEA, NOW + timedelta(hours=1), "again")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=1))
    shown = world.done(lived.folder, "show", HOME, now=NOW + timedelta(days=1)).json
    assert shown["emails"] == [HOME, BEA]
    assert ours(world, BEA)["crmsync_last_contact"] == "2026-11-13T10:00:00.000Z"


def test_two_contacts_that_are_one_person_both_get_the_values_and_the_older_the_task(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.portal.load(CrmContact(email=HOME))
    ready.done(folder, "backfill", "--dry-run")
    told_to_be_one(folder, BEA, HOME)
    ready.done(folder, "sync", "--yes")
    assert ours(ready, BEA) == ours(ready, HOME) != {}
    assert len(open_tasks(ready, BEA)) == 1
    assert open_tasks(ready, HOME) == []
    assert ready.done(folder, "sync").json["changes"] == {}


def test_two_people_who_turn_out_to_be_one_keep_one_open_task(lived: Lived) -> None:
    world = lived.world
    told_to_be_one(lived.folder, BEA, CARL)
    world.done(lived.folder, "sync")
    assert ours(world, BEA)["crmsync_last_contact"] == ours(world, CARL)["crmsync_last_contact"]
    assert len(open_tasks(world, BEA) + open_tasks(world, CARL)) == 1
    assert world.done(lived.folder, "sync").json["changes"] == {}


def test_merged_contacts_are_written_under_their_new_id_and_keep_one_open_task(lived: Lived) -> None:
    world = lived.world
    survivor = world.sandbox.portal.people.merge(BEA, CARL)
    world.post(f"Bea <{BEA}>", ANN, NOW - timedelta(days=4), "news")
    world.done(lived.folder, "sync")
    assert world.sandbox.portal.contact(CARL).id == survivor
    assert ours(world, BEA)["crmsync_last_received"] == "2026-11-14T09:00:00.000Z"
    assert world.done(lived.folder, "show", CARL).json["emails"] == [BEA, CARL]
    assert len(open_tasks(world, BEA)) == 1
    assert world.done(lived.folder, "sync").json["changes"] == {}


def test_the_one_task_of_merged_contacts_is_completed_when_self_writes_to_either(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.merge(BEA, CARL)
    world.post(f"Ann <{ANN}>", CARL, NOW + timedelta(hours=1), "news")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=1))
    assert open_tasks(world, BEA) == []


def test_what_was_undone_stays_undone_when_its_contact_is_merged(lived: Lived) -> None:
    world = lived.world
    world.done(lived.folder, "undo", "1", "--yes")
    world.sandbox.portal.people.merge(BEA, CARL)
    world.post(f"Bea <{BEA}>", ANN, NOW - timedelta(days=4), "news")
    world.done(lived.folder, "sync")
    assert ours(world, BEA)["crmsync_last_received"] == "2026-11-14T09:00:00.000Z"
    assert "crmsync_last_channel" not in ours(world, BEA)


def test_an_archived_contact_is_neither_written_nor_made_again(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.archive_contact(world.sandbox.portal.contact(FAY).id)
    before = crm(world.sandbox)["contacts"][FAY]
    world.post(f"Ann <{ANN}>", FAY, NOW + timedelta(hours=1), "again")
    for days in (1, 2):
        ended = world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        assert "set_properties" not in ended.json["changes"]
        assert ended.json["rejected"] == 0
    assert crm(world.sandbox)["contacts"][FAY] == before
    shown = world.done(lived.folder, "show", FAY, now=NOW + timedelta(days=2)).json
    assert (shown["pushed"], shown["not_pushed_because"]) == (False, "not in the CRM")


def test_the_open_task_of_an_archived_contact_takes_nobody_elses_place(lived: Lived) -> None:
    world = lived.world
    for email in (BEA, CARL, "dora@three.test"):
        world.sandbox.portal.people.archive_contact(world.sandbox.portal.contact(email).id)
        world.post(f"Ann <{ANN}>", email, NOW + timedelta(hours=1), "again")
    later = NOW + timedelta(days=1)
    world.done(lived.folder, "sync", now=later)
    assert open_tasks(world, "emil@four.test")


@pytest.fixture
def today(nursery: Nursery, tmp_path: Path) -> Iterator[SmallWorld]:
    """A world whose services have the same clock as the machine, as real ones do."""
    with Sandbox(window_scale=SCALE) as sandbox:
        made = SmallWorld(sandbox=sandbox, nursery=nursery, tmp=tmp_path)
        made.fill()
        yield made


def test_a_contact_that_is_created_between_two_runs_is_found(today: SmallWorld) -> None:
    folder = today.folder()
    today.talk("new@ten.test", [20])
    today.done(folder, "setup", "--yes")
    today.done(folder, "backfill", "--yes")
    today.sandbox.portal.people.add_contact("new@ten.test")
    assert today.done(folder, "sync").json["changes"] == {"set_properties": 1}
    assert ours(today, "new@ten.test")["crmsync_last_contact"] == "2026-10-29T10:00:00.000Z"


def test_a_contact_whose_only_address_is_taken_away_is_left_alone(lived: Lived) -> None:
    world, before = lived.world, ours(lived.world, FAY)
    world.sandbox.portal.people.set_property(FAY, "email", "fay@elsewhere.test")
    world.post(f"Ann <{ANN}>", FAY, NOW + timedelta(hours=1), "again")
    assert "set_properties" not in world.done(lived.folder, "sync", now=NOW + timedelta(days=1)).json["changes"]
    assert ours(world, "fay@elsewhere.test") == before


def test_two_contacts_of_one_person_are_reported_both_filled_and_have_one_task(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    assert world.done(folder, "status").json["one_person"] == {"crm": []}
    world.done(folder, "link", BEA, CARL)
    ids = [world.sandbox.portal.contact(email).id for email in (BEA, CARL)]
    assert world.done(folder, "sync", now=NOW + timedelta(days=1)).code == 0
    assert world.done(folder, "status").json["one_person"] == {"crm": [ids]}
    assert world.done(folder, "plan").json["crm"]["one_person"] == [ids]
    said = world.nursery.run(folder, "status").out
    assert f"contacts {ids[0]} ({BEA}) and {ids[1]} ({CARL}) are one person's. Merge them there" in said
    there = crm(world.sandbox)
    assert [there["contacts"][each]["crmsync_last_contact"] for each in (BEA, CARL)] == [
        there["contacts"][CARL]["crmsync_last_contact"]
    ] * 2
    assert "1 people have several contacts" in world.nursery.run(folder, "sync", "--as-of", NOW.isoformat()).out
