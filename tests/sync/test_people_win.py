"""What people set and do at the CRM is respected and never undone; only what is ours is ever written."""

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from small_world import ANN, NOW, SmallWorld, crm
from worlds import Lived

from crmsync_sandbox.hubspot.records import Record

BEA = "bea@one.test"
"""She has an open task, and a cadence of 58 days of her own."""


def tasks(world: SmallWorld, email: str) -> list[Record]:
    return world.sandbox.portal.tasks_of(email)


def states(world: SmallWorld, email: str) -> list[str]:
    return [task.value("hs_task_status") if task.archived_at is None else "ARCHIVED" for task in tasks(world, email)]


def contact(world: SmallWorld, email: str) -> dict[str, str]:
    found: dict[str, str] = crm(world.sandbox)["contacts"][email]
    return found


def not_ours(world: SmallWorld) -> dict[str, Any]:
    contacts = crm(world.sandbox)["contacts"]
    return {
        email: {name: text for name, text in one.items() if not name.startswith("crmsync_")}
        for email, one in contacts.items()
    }


def test_nothing_but_our_own_properties_is_ever_written(ready: SmallWorld) -> None:
    people = ready.sandbox.portal.people
    for email in ("bea@one.test", "gus@six.test"):
        people.set_property(email, "firstname", "Somebody")
        people.set_property(email, "lifecyclestage", "lead")
    theirs = people.create_task("Send the offer", "2026-11-20T10:00:00Z", "bea@one.test")
    before, task = not_ours(ready), ready.sandbox.portal.task(theirs)
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes")
    ready.post(f"Ann <{ANN}>", "bea@one.test", NOW, "again")
    ready.done(folder, "sync", now=NOW + timedelta(days=40))
    assert not_ours(ready) == before
    assert ready.sandbox.portal.task(theirs) == task


def test_the_settings_of_people_are_never_written(lived: Lived) -> None:
    for call in lived.world.sandbox.meter.log:
        if "/batch/update" in call.path:
            assert b"crmsync_mute" not in call.body
    world = lived.world
    world.sandbox.portal.people.set_property(BEA, "crmsync_cadence_days", "20")
    world.sandbox.portal.people.set_property(BEA, "crmsync_mute", "true")
    world.done(lived.folder, "sync")
    assert contact(world, BEA)["crmsync_cadence_days"] == "20"
    assert contact(world, BEA)["crmsync_mute"] == "true"


def test_a_cadence_set_by_hand_moves_the_day_to_reach_out(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.set_property(BEA, "crmsync_cadence_days", "7")
    world.done(lived.folder, "sync")
    assert contact(world, BEA)["crmsync_reach_out_by"] == "2026-08-17"
    assert "every 7 days (set by hand)" in tasks(world, BEA)[0].value("hs_task_body")


def test_a_cadence_that_is_cleared_again_no_longer_holds(lived: Lived) -> None:
    world, before = lived.world, contact(lived.world, BEA)["crmsync_reach_out_by"]
    world.sandbox.portal.people.set_property(BEA, "crmsync_cadence_days", "7")
    world.done(lived.folder, "sync")
    world.sandbox.portal.people.set_property(BEA, "crmsync_cadence_days", "")
    world.done(lived.folder, "sync")
    assert contact(world, BEA)["crmsync_reach_out_by"] == before


def test_a_muted_person_has_values_but_no_task(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.set_property(BEA, "crmsync_mute", "true")
    world.done(lived.folder, "sync")
    assert states(world, BEA) == ["ARCHIVED"]
    assert contact(world, BEA)["crmsync_state"] == "quiet"
    world.done(lived.folder, "sync", now=NOW + timedelta(days=200))
    assert states(world, BEA) == ["ARCHIVED"]


def test_a_mute_that_is_taken_back_brings_tasks_again_after_a_cadence(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.set_property(BEA, "crmsync_mute", "true")
    world.done(lived.folder, "sync")
    world.sandbox.portal.people.set_property(BEA, "crmsync_mute", "false")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=1))
    assert states(world, BEA) == ["ARCHIVED"]
    world.done(lived.folder, "sync", now=NOW + timedelta(days=70))
    assert states(world, BEA) == ["ARCHIVED", "NOT_STARTED"]


@pytest.mark.parametrize("how", ["complete_task", "delete_task"])
def test_a_task_that_a_person_ended_comes_again_only_after_a_cadence(lived: Lived, how: str) -> None:
    world, [task] = lived.world, tasks(lived.world, BEA)
    world.sandbox.portal.act({"do": how, "task": task.id})
    ended = states(world, BEA)
    for days in (0, 1, 20):  # the stand-in's clock is a month behind: the task ended thirty days ago
        world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        assert states(world, BEA) == ended, days
    world.done(lived.folder, "sync", now=NOW + timedelta(days=31))
    assert states(world, BEA) == [*ended, "NOT_STARTED"]


def test_a_task_that_is_gone_for_good_counts_as_deleted(lived: Lived) -> None:
    world, [task] = lived.world, tasks(lived.world, BEA)
    del world.sandbox.portal.state.records["tasks"].by_id[task.id]
    world.done(lived.folder, "sync")
    assert BEA not in [one["contact"] for one in crm(world.sandbox)["tasks"]]
    world.done(lived.folder, "sync", now=NOW + timedelta(days=70))
    assert BEA in [one["contact"] for one in crm(world.sandbox)["tasks"]]


def test_a_due_date_that_a_person_moved_stays_where_it_is(lived: Lived) -> None:
    world, [task] = lived.world, tasks(lived.world, BEA)
    world.sandbox.portal.people.move_task(task.id, "2027-03-01T09:00:00Z")
    world.post(f"Bea <{BEA}>", ANN, NOW - timedelta(days=4), "news")
    world.done(lived.folder, "sync")
    [moved] = tasks(world, BEA)
    assert moved.value("hs_task_subject").startswith("Reply to")
    assert moved.value("hs_timestamp") == "2027-03-01T09:00:00.000Z"


def test_a_task_that_nobody_touched_is_put_off_and_the_next_comes_a_cadence_later(lived: Lived) -> None:
    world = lived.world
    for days, state in ((13, "NOT_STARTED"), (14, "DEFERRED"), (72, "DEFERRED")):
        world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        assert states(world, BEA) == [state], days
    assert world.done(lived.folder, "sync", now=NOW + timedelta(days=72)).json["changes"] == {}
    world.done(lived.folder, "sync", now=NOW + timedelta(days=73))
    assert states(world, BEA) == ["DEFERRED", "NOT_STARTED"]


def test_a_task_that_a_person_moved_is_put_off_only_two_weeks_after_its_new_day(lived: Lived) -> None:
    world, [task] = lived.world, tasks(lived.world, BEA)
    world.sandbox.portal.people.move_task(task.id, "2026-12-08T09:00:00Z")
    for days, state in ((33, "NOT_STARTED"), (34, "DEFERRED")):
        world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        assert states(world, BEA) == [state], days


def test_what_a_person_does_to_a_task_that_was_put_off_stays(lived: Lived) -> None:
    world, [task] = lived.world, tasks(lived.world, BEA)
    world.done(lived.folder, "sync", now=NOW + timedelta(days=14))
    world.sandbox.portal.people.reopen_task(task.id)
    for days in (14, 15, 27):
        world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        assert states(world, BEA) == ["NOT_STARTED"], days
    world.sandbox.portal.people.complete_task(task.id)
    world.done(lived.folder, "sync", now=NOW + timedelta(days=40))
    assert states(world, BEA) == ["COMPLETED"]


def test_the_type_of_a_task_follows_the_channel(lived: Lived) -> None:
    world, [task] = lived.world, tasks(lived.world, BEA)
    assert task.value("hs_task_type") == "EMAIL"
    with sqlite3.connect(lived.folder / "crmsync.db") as store:
        store.execute("UPDATE tasks SET channel = 'call'")  # as if the last contact had been a call when it was made
    assert world.done(lived.folder, "sync").json["changes"] == {"update_task": 3}
    assert world.done(lived.folder, "sync").json["changes"] == {}


def test_a_task_that_a_person_opened_again_stays_open_until_a_later_contact(lived: Lived) -> None:
    world, [task] = lived.world, tasks(lived.world, BEA)
    world.post(f"Ann <{ANN}>", BEA, NOW + timedelta(hours=1), "answer")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=1))
    assert states(world, BEA) == ["COMPLETED"]
    world.sandbox.portal.people.reopen_task(task.id)
    for days in (1, 2):
        world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        assert states(world, BEA) == ["NOT_STARTED"]
    world.post(f"Bea <{BEA}>", ANN, NOW + timedelta(days=2), "answer")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=3))
    assert states(world, BEA) == ["NOT_STARTED"]
    world.post(f"Ann <{ANN}>", BEA, NOW + timedelta(days=4), "another")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=5))
    assert states(world, BEA) == ["COMPLETED"]


def test_a_foreign_edit_of_an_output_is_left_alone_until_another_value_is_due(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.set_property(BEA, "crmsync_last_sent", "2020-01-01T00:00:00Z")
    world.post(f"Bea <{BEA}>", ANN, NOW - timedelta(days=4), "theirs")
    world.done(lived.folder, "sync")
    assert contact(world, BEA)["crmsync_last_received"] == "2026-11-14T09:00:00.000Z"
    assert contact(world, BEA)["crmsync_last_sent"] == "2020-01-01T00:00:00.000Z"
    world.post(f"Ann <{ANN}>", BEA, NOW - timedelta(hours=1), "ours")
    world.done(lived.folder, "sync")
    assert contact(world, BEA)["crmsync_last_sent"] == "2026-11-18T08:00:00.000Z"


def test_a_foreign_edit_that_is_seen_is_told(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.set_property(BEA, "crmsync_last_sent", "2020-01-01T00:00:00Z")
    world.post(f"Bea <{BEA}>", ANN, NOW - timedelta(days=4), "theirs")
    told = world.nursery.run(lived.folder, "sync", "--as-of", NOW.isoformat()).out
    assert "1 contacts hold another value of ours than we wrote, left as it is" in told


def test_a_task_is_completed_once_self_wrote_and_only_rewritten_when_they_did(lived: Lived) -> None:
    world = lived.world
    world.post(f"Bea <{BEA}>", ANN, NOW + timedelta(hours=1), "theirs")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=4))
    [task] = tasks(world, BEA)
    assert (task.value("hs_task_status"), task.value("hs_task_subject")) == ("NOT_STARTED", "Reply to A Friend")
    world.post(f"Ann <{ANN}>", BEA, NOW + timedelta(days=4, hours=1), "theirs")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=5))
    assert states(world, BEA) == ["COMPLETED"]


def put_off(lived: Lived, *days: int) -> None:
    """As if we had put off Bea's tasks so many days ago."""
    profile = lived.world.sandbox.portal.contact(BEA).id
    with sqlite3.connect(lived.folder / "crmsync.db") as store:
        for number, day in enumerate(days):
            at = round((NOW - timedelta(days=day)).timestamp() * 1000)
            row = ("crm", f"k{number}", "?", profile, f"9{number}", "deferred", at, "2026-11-01", at, "", "", "us")
            columns = "destination, key, person, profile, id, fate, created, due, ended, subject, body, hand"
            store.execute(f"INSERT INTO tasks ({columns}) VALUES ({', '.join('?' * len(row))})", row)


def noted(lived: Lived, days: int) -> None:
    """As if HubSpot had seen a conversation with Bea so many days ago, say a call that somebody logged."""
    at = round((NOW - timedelta(days=days)).timestamp() * 1000)
    with sqlite3.connect(lived.folder / "crmsync.db") as store:
        store.execute(
            "UPDATE profiles SET notes_last_contacted = ? WHERE id = ?",
            (at, lived.world.sandbox.portal.contact(BEA).id),
        )


def test_three_tasks_put_off_in_a_row_loosen_her_cadence_until_a_contact(lived: Lived) -> None:
    world = lived.world
    assert world.done(lived.folder, "show", BEA).json["cadence_days"] == 58
    put_off(lived, 60, 40, 20)
    assert world.done(lived.folder, "show", BEA).json["cadence_days"] == 87
    [change] = world.done(lived.folder, "plan").json["crm"]["changes"][:1]
    assert set(change["values"]) == {"reach_out_by"}
    noted(lived, 50)
    assert world.done(lived.folder, "show", BEA).json["cadence_days"] == 58


def shown(lived: Lived, **settings: str) -> tuple[dict[str, Any], str]:
    """What `show` tells of Bea, as JSON and in words, once people have set this in HubSpot and a sync has run."""
    for name, value in settings.items():
        lived.world.sandbox.portal.people.set_property(BEA, f"crmsync_{name}", value)
    lived.world.done(lived.folder, "sync")
    words = lived.world.nursery.run(lived.folder, "show", BEA, "--as-of", NOW.isoformat()).out
    return lived.world.done(lived.folder, "show", BEA).json, words


def test_what_people_set_in_hubspot_is_shown_with_whose_word_it_is(lived: Lived) -> None:
    before, _ = shown(lived)
    assert (before["cadence_days"], before["muted"]) == (58, False)
    person, words = shown(lived, pin_circle="outer", cadence_days="7", mute="true")
    assert (person["circle"], person["cadence_days"], person["muted"]) == ("outer", 7, True)
    assert person["due"] == "2026-08-17"
    assert "outer: outside your circles; you pinned them there." in words
    assert "every 7 days (set by hand)" in words
    assert "muted          in the CRM: no task is made" in words
    assert person["follows"] == "Nothing: they are muted."
    after, words = shown(lived, pin_circle="", cadence_days="", mute="")
    assert {name: after[name] for name in ("circle", "cadence_days", "muted", "due")} == {
        name: before[name] for name in ("circle", "cadence_days", "muted", "due")
    }
    assert "you pinned" not in words
