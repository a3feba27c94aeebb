"""Undo puts back what a run wrote where nobody has changed it since, and the next sync does not redo it."""

from datetime import timedelta

import pytest
from endings import says
from nursery import Ended
from small_world import ANN, NOW, SmallWorld, crm, rewrite
from worlds import Beginnings, Lived

BEA, CARL, FAY = "bea@one.test", "carl@two.test", "fay@five.test"


def ours(world: SmallWorld, email: str) -> dict[str, str]:
    contact = crm(world.sandbox)["contacts"][email]
    return {name: text for name, text in contact.items() if name.startswith("crmsync_")}


def states(world: SmallWorld, email: str) -> list[str]:
    tasks = world.sandbox.portal.tasks_of(email)
    return [task.value("hs_task_status") if task.archived_at is None else "ARCHIVED" for task in tasks]


def undo(lived: Lived, run: int, *words: str, days: float = 0) -> Ended:
    return lived.world.crmsync(lived.folder, "undo", str(run), *words, now=NOW + timedelta(days=days))


def test_undoing_a_backfill_empties_the_values_and_archives_the_tasks(lived: Lived) -> None:
    before = lived.world.sandbox.portal.snapshot()
    ended = undo(lived, 1, "--yes")
    assert ended.code == 0
    assert ended.json["changes"] == {"set_properties": 6, "archive_task": 3}
    there = crm(lived.world.sandbox)
    assert all(not ours(lived.world, email) for email in there["contacts"])
    assert [task["archived"] for task in there["tasks"]] == [True] * 3
    lived.world.sandbox.portal.reset(before)


def test_undoing_a_sync_restores_the_values_before_it(lived: Lived) -> None:
    world, before = lived.world, ours(lived.world, FAY)
    world.post(f"Ann <{ANN}>", FAY, NOW - timedelta(hours=1), "again")
    run = world.done(lived.folder, "sync").json["run"]
    assert ours(world, FAY) != before
    assert undo(lived, run, "--yes").json["changes"] == {"set_properties": 1}
    assert ours(world, FAY) == before


@pytest.mark.parametrize("days", [0, 1, 5])
def test_the_next_sync_does_not_redo_what_was_undone(lived: Lived, days: int) -> None:
    undo(lived, 1, "--yes")
    there = crm(lived.world.sandbox)
    run = lived.world.done(lived.folder, "sync", now=NOW + timedelta(days=days)).json
    tasks = crm(lived.world.sandbox)["tasks"]
    waiting = [task for task in tasks if not task["archived"]]
    assert {task["contact"] for task in waiting}.isdisjoint({task["contact"] for task in there["tasks"]})
    assert set(run["changes"]) <= {"create_task"}
    assert crm(lived.world.sandbox)["contacts"] == there["contacts"]


def test_a_later_different_value_is_written_again(lived: Lived) -> None:
    world = lived.world
    undo(lived, 1, "--yes")
    world.post(f"Ann <{ANN}>", FAY, NOW + timedelta(hours=1), "again")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=1))
    assert ours(world, FAY)["crmsync_last_sent"] == "2026-11-18T10:00:00.000Z"
    assert ours(world, CARL) == {}


def test_a_task_that_undo_archived_comes_again_only_after_a_cadence(lived: Lived) -> None:
    world = lived.world
    rewrite(lived.folder, "[policy]\n", "[policy]\ncapacity = { day = 20, week = 50 }\n")
    undo(lived, 1, "--yes")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=57))
    assert states(world, BEA) == ["ARCHIVED"]
    world.done(lived.folder, "sync", now=NOW + timedelta(days=59))
    assert states(world, BEA) == ["ARCHIVED", "NOT_STARTED"]


def test_a_task_that_undo_opened_again_is_completed_only_by_a_later_contact(lived: Lived) -> None:
    world = lived.world
    world.post(f"Ann <{ANN}>", BEA, NOW + timedelta(hours=1), "again")
    run = world.done(lived.folder, "sync", now=NOW + timedelta(days=1)).json["run"]
    assert states(world, BEA) == ["COMPLETED"]
    assert undo(lived, run, "--yes", days=1).json["changes"]["reopen_task"] == 1
    assert states(world, BEA) == ["NOT_STARTED"]
    for days in (1, 2):
        world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        assert states(world, BEA) == ["NOT_STARTED"]
    world.post(f"Ann <{ANN}>", BEA, NOW + timedelta(days=3), "later")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=4))
    assert states(world, BEA) == ["COMPLETED"]


def test_a_task_that_undo_opened_again_after_it_was_put_off_has_another_two_weeks(lived: Lived) -> None:
    world = lived.world
    run = world.done(lived.folder, "sync", now=NOW + timedelta(days=14)).json
    assert run["changes"]["defer_task"] == 3
    assert states(world, BEA) == ["DEFERRED"]
    assert undo(lived, run["run"], "--yes", days=14).json["changes"]["reopen_task"] == 3
    for days in (15, 27):
        world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        assert states(world, BEA) == ["NOT_STARTED"]
    world.done(lived.folder, "sync", now=NOW + timedelta(days=28))
    assert states(world, BEA) == ["DEFERRED"]


def test_undoing_the_run_that_made_a_task_archives_it_though_we_put_it_off_since(lived: Lived) -> None:
    world, [task] = lived.world, lived.world.sandbox.portal.tasks_of(BEA)
    world.done(lived.folder, "sync", now=NOW + timedelta(days=14))
    world.sandbox.portal.people.complete_task(world.sandbox.portal.tasks_of(CARL)[0].id)
    ended = undo(lived, 1, "--yes", days=14)
    assert states(world, BEA) == ["ARCHIVED"]
    assert task.id not in ended.err
    assert states(world, CARL) == ["COMPLETED"]


def test_what_people_changed_since_is_kept_and_said(lived: Lived) -> None:
    world = lived.world
    people, [task] = world.sandbox.portal.people, world.sandbox.portal.tasks_of(BEA)
    people.set_property(FAY, "crmsync_state", "dormant")
    people.complete_task(task.id)
    ended = undo(lived, 1, "--yes")
    assert ended.code == 0
    assert "somebody has ended or reopened it since" in ended.err
    assert ours(world, FAY) == {"crmsync_state": "dormant"}
    assert states(world, BEA) == ["COMPLETED"]


def test_what_a_later_run_wrote_is_kept(lived: Lived) -> None:
    world = lived.world
    world.post(f"Ann <{ANN}>", FAY, NOW + timedelta(hours=1), "again")
    world.done(lived.folder, "sync", now=NOW + timedelta(days=1))
    later = ours(world, FAY)
    undo(lived, 1, "--yes", days=1)
    kept = ours(world, FAY)
    assert kept["crmsync_last_sent"] == later["crmsync_last_sent"] == "2026-11-18T10:00:00.000Z"
    assert "crmsync_last_contact" not in kept


def test_undoing_twice_changes_nothing_the_second_time(lived: Lived) -> None:
    undo(lived, 1, "--yes")
    there = lived.world.sandbox.portal.dump()
    ended = undo(lived, 1, "--yes")
    assert (ended.code, ended.json["changes"]) == (0, {})
    assert lived.world.sandbox.portal.dump() == there


def test_an_undo_can_itself_be_undone_and_a_run_is_undone_once(lived: Lived, beginnings: Beginnings) -> None:
    undo(lived, 1, "--yes")
    undo(lived, 2, "--yes")
    assert crm(lived.world.sandbox)["contacts"] == beginnings.end.there["contacts"]
    assert undo(lived, 1, "--yes").json["changes"] == {}


def test_a_task_that_undo_opened_again_after_it_was_put_off_is_put_off_when_that_is_undone(lived: Lived) -> None:
    later = NOW + timedelta(days=14)
    run = lived.world.done(lived.folder, "sync", now=later).json["run"]
    back = undo(lived, run, "--yes", days=14).json["run"]
    assert undo(lived, back, "--yes", days=14).json["changes"]["defer_task"] == 3
    assert states(lived.world, BEA) == ["DEFERRED"]


def test_undo_without_a_yes_and_without_a_terminal_is_refused(lived: Lived) -> None:
    there = lived.world.sandbox.portal.dump()
    ended = undo(lived, 1)
    says(ended, 3, "9 changes are put back", "--yes")
    assert ended.json["status"] == "refused"
    assert lived.world.sandbox.portal.dump() == there


def test_undoing_a_run_that_never_was_is_wrong_usage(lived: Lived) -> None:
    ended = undo(lived, 99, "--yes")
    says(ended, 2, "there is no run 99", "crmsync runs")
    assert lived.world.sandbox.meter.log == []


def test_undoing_a_run_that_wrote_nothing_changes_nothing(lived: Lived) -> None:
    run = lived.world.done(lived.folder, "sync").json["run"]
    assert undo(lived, run, "--yes").json["changes"] == {}


def text_of(world: SmallWorld, email: str) -> tuple[str, str]:
    [task] = world.sandbox.portal.tasks_of(email)
    return task.properties["hs_task_subject"], task.properties["hs_task_body"]


@pytest.fixture
def rewritten(lived: Lived) -> int:
    """The run that rewrote Bea's task, after she wrote."""
    world = lived.world
    world.post(f"A Friend <{BEA}>", ANN, NOW + timedelta(hours=1), "again")
    run = world.done(lived.folder, "sync", now=NOW + timedelta(days=1)).json
    assert run["changes"]["update_task"] == 1
    return int(run["run"])


def test_a_task_that_a_run_rewrote_gets_its_earlier_text_and_keeps_it(lived: Lived, beginnings: Beginnings) -> None:
    world = lived.world
    earlier = text_of(world, BEA)
    world.post(f"A Friend <{BEA}>", ANN, NOW + timedelta(hours=1), "again")
    run = world.done(lived.folder, "sync", now=NOW + timedelta(days=1)).json["run"]
    later = text_of(world, BEA)
    assert earlier != later
    assert undo(lived, run, "--yes", days=1).json["changes"]["update_task"] == 1
    assert text_of(world, BEA) == earlier
    world.done(lived.folder, "sync", now=NOW + timedelta(days=2))
    assert text_of(world, BEA) == earlier
    undo(lived, run + 1, "--yes", days=2)
    assert text_of(world, BEA) == later


def test_a_text_that_a_person_changed_since_stays(lived: Lived, rewritten: int) -> None:
    [task] = lived.world.sandbox.portal.tasks_of(BEA)
    lived.world.sandbox.portal.people.set_property(task.id, "hs_task_body", "<p>my notes</p>", kind="tasks")
    ended = undo(lived, rewritten, "--yes", days=1)
    assert "somebody has rewritten it since" in ended.err
    assert text_of(lived.world, BEA)[1] == "<p>my notes</p>"


def test_a_task_that_was_archived_can_not_be_brought_back_and_that_is_said(lived: Lived) -> None:
    undo(lived, 1, "--yes")
    ended = undo(lived, 2, "--yes")
    assert "what is archived can't be brought back from here" in ended.err
    assert states(lived.world, BEA) == ["ARCHIVED"]


def test_what_a_run_wrote_is_known_for_180_days(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    world.done(folder, "sync", now=NOW + timedelta(days=180))
    assert undo(lived, 1, days=180).code == 3
    world.done(folder, "sync", now=NOW + timedelta(days=181))
    before = crm(world.sandbox)
    ended = undo(lived, 1, "--yes", days=181)
    assert (ended.code, ended.json["changes"]) == (0, {})
    assert "the run is too old: what it wrote was known for 180 days" in ended.err
    assert crm(world.sandbox) == before
    assert '"run": 1,' in world.done(folder, "runs").out
