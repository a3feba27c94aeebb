"""What the user decides here holds at once, is mirrored by the next sync, and is taken back by the same command."""

import json
from datetime import timedelta
from typing import Any

import pytest
from endings import says
from small_world import ANN, NOW, SmallWorld
from test_linked_people import told
from test_looking_never_writes import files
from test_one_run_at_a_time import during_a_sync
from test_people_win import contact, states
from worlds import Lived

BEA, CARL, DORA = "bea@one.test", "carl@two.test", "dora@three.test"
"""Bea has an open task, and a cadence of 58 days of her own."""


def show(lived: Lived, email: str, days: float = 0) -> dict[str, Any]:
    return lived.world.done(lived.folder, "show", email, now=NOW + timedelta(days=days)).json


def planned(lived: Lived, email: str, days: float = 0) -> list[str]:
    """The changes of this person's task that a sync would make."""
    id = lived.world.sandbox.portal.contact(email).id
    plan = lived.world.done(lived.folder, "plan", now=NOW + timedelta(days=days)).json["crm"]
    return [each["kind"] for each in plan["changes"] if each["contact"] == id and each["kind"] != "set_properties"]


def sync(lived: Lived, days: float = 0) -> dict[str, Any]:
    return lived.world.done(lived.folder, "sync", now=NOW + timedelta(days=days)).json


WORDS = {"snooze": ("2w",), "done": (), "mute": ()}
BACK = {"snooze": ("off",), "done": ("--off",), "mute": ("--off",)}
MIRRORED = {"snooze": "archive_task", "done": "complete_task", "mute": "archive_task"}


@pytest.mark.parametrize("word", WORDS)
def test_a_decision_sends_no_request_holds_at_once_and_is_mirrored_by_the_next_sync(lived: Lived, word: str) -> None:
    world = lived.world
    world.sandbox.meter.reset()
    said = world.done(lived.folder, word, BEA, *WORDS[word]).json
    assert (said["word"], said["emails"]) == (word, [BEA])
    assert world.sandbox.meter.log == []
    assert planned(lived, BEA) == [MIRRORED[word]]
    assert states(world, BEA) == ["NOT_STARTED"]
    assert sync(lived)["changes"][MIRRORED[word]] == 1
    assert states(world, BEA) == ["COMPLETED" if word == "done" else "ARCHIVED"]
    assert sync(lived)["changes"] == {}
    assert contact(world, BEA)["crmsync_state"] == "quiet"
    assert "crmsync_mute" not in contact(world, BEA), "that is people's to set"


@pytest.mark.parametrize("word", WORDS)
def test_a_decision_that_is_taken_back_before_the_next_sync_leaves_no_trace(lived: Lived, word: str) -> None:
    before, there = show(lived, BEA), lived.world.sandbox.portal.dump()
    lived.world.done(lived.folder, word, BEA, *WORDS[word])
    assert show(lived, BEA) != before
    lived.world.done(lived.folder, word, BEA, *BACK[word])
    assert show(lived, BEA) == before
    assert sync(lived)["changes"] == {}
    assert lived.world.sandbox.portal.dump() == there


def test_who_was_snoozed_comes_again_on_the_day_that_was_said(lived: Lived) -> None:
    said = lived.world.done(lived.folder, "snooze", BEA, "2w").json
    assert said["snoozed_until"] == show(lived, BEA)["snoozed_until"] == "2026-12-02"
    sync(lived)
    assert planned(lived, BEA, days=13) == []
    woken = show(lived, BEA, days=14)
    assert (woken["snoozed_until"], woken["follows"]) == (None, "Get in touch: it was to be by 7 October 2026.")
    waiting = lived.world.done(lived.folder, "next", "--limit", "9", now=NOW + timedelta(days=14)).out
    assert BEA in [email for each in json.loads(waiting) for email in each["emails"]]
    sync(lived, days=14)
    assert states(lived.world, BEA) == ["ARCHIVED", "NOT_STARTED"]


def test_who_is_woken_early_comes_again_at_once_and_a_longer_snooze_is_one_snooze(lived: Lived) -> None:
    lived.world.done(lived.folder, "snooze", BEA, "2w")
    sync(lived)
    later = NOW + timedelta(days=3)
    lived.world.done(lived.folder, "snooze", BEA, "2026-12-24", now=later)
    assert planned(lived, BEA, days=20) == []
    assert planned(lived, BEA, days=36) == ["create_task"]
    lived.world.done(lived.folder, "snooze", BEA, "off", now=later)
    assert planned(lived, BEA, days=3) == ["create_task"]


def test_who_is_done_gets_the_next_task_a_cadence_later(lived: Lived) -> None:
    lived.world.done(lived.folder, "done", BEA, now=NOW + timedelta(days=1))
    sync(lived, days=2)
    assert show(lived, BEA)["done"] is None, "as of a day before it was said"
    assert show(lived, BEA, days=2)["done"] == "2026-11-19T09:00:00Z"
    assert planned(lived, BEA, days=59) == []
    assert planned(lived, BEA, days=61) == ["create_task"]


def test_a_task_that_done_completed_is_opened_by_undo_and_not_completed_again(lived: Lived) -> None:
    lived.world.done(lived.folder, "done", BEA)
    run = sync(lived, days=1)["run"]
    undone = lived.world.done(lived.folder, "undo", str(run), "--yes", now=NOW + timedelta(days=1)).json
    assert undone["changes"]["reopen_task"] == 1
    assert sync(lived, days=2)["changes"].get("complete_task") is None
    assert states(lived.world, BEA) == ["NOT_STARTED"]


def test_the_crm_s_own_mute_is_left_alone_and_said(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.set_property(BEA, "crmsync_mute", "true")
    sync(lived)
    assert world.done(lived.folder, "mute", BEA, "--off").json["muted"] is True
    assert "muted in the CRM still" in world.nursery.run(lived.folder, "mute", BEA, "--off").out
    sync(lived)
    assert contact(world, BEA)["crmsync_mute"] == "true"
    assert show(lived, BEA)["muted"] is True


def test_a_decision_follows_the_address_when_people_are_linked_and_parted(lived: Lived) -> None:
    world = lived.world
    world.done(lived.folder, "mute", CARL)
    world.done(lived.folder, "link", BEA, CARL)
    assert show(lived, BEA)["muted"] is True
    assert world.done(lived.folder, "mute", BEA, "--off").json["muted"] is False
    world.done(lived.folder, "mute", BEA)
    world.done(lived.folder, "unlink", BEA, CARL)
    assert (show(lived, BEA)["muted"], show(lived, CARL)["muted"]) == (True, False)


def test_of_two_addresses_of_one_person_the_longer_snooze_holds(lived: Lived) -> None:
    lived.world.done(lived.folder, "snooze", BEA, "2w")
    lived.world.done(lived.folder, "snooze", CARL, "1w", now=NOW + timedelta(hours=1))
    told(lived.folder, BEA, CARL)
    assert show(lived, CARL, days=1)["snoozed_until"] == "2026-12-02"


def test_what_is_said_is_told_in_words_with_the_way_back(lived: Lived) -> None:
    run = lived.world.nursery.run
    ahead = ("--as-of", NOW.isoformat())
    out = run(lived.folder, "snooze", BEA, "2026-12-24", *ahead).out
    assert out == (
        f"A Friend  <{BEA}> is snoozed until 24 December 2026: no task before that day.\n"
        f"The next sync mirrors it. `crmsync snooze {BEA} off` takes it back.\n"
    )
    assert "snoozed        until 2026-12-24" in run(lived.folder, "show", BEA, *ahead).out
    assert "taken care of today" in run(lived.folder, "done", BEA, *ahead).out
    assert "is muted: values go to the CRM" in run(lived.folder, "mute", BEA, *ahead).out
    shown = run(lived.folder, "show", BEA, *ahead).out
    assert "muted          by you, here" in shown
    assert "done           18 November 2026, 09:00, by your word" in shown


def test_an_unclear_time_is_wrong_usage_and_decides_nothing(lived: Lived) -> None:
    before = files(lived.folder)
    ended = lived.world.crmsync(lived.folder, "snooze", BEA, "soon")
    assert ended.code == 2
    assert "'soon' is no time; write 10d, 2w, a date such as 2026-12-24, or off" in ended.err
    assert files(lived.folder) == before


NOBODY = {
    "stranger@nine.test": "nobody of this address is known",
    ANN: "that is yourself",
    "noreply@shop.test": "a robot's address",
    "clerk@bank.test": "never-log",
    "no address": "is no e-mail address",
}


def test_a_decision_on_nobody_is_refused_and_says_why(lived: Lived) -> None:
    for email, why in NOBODY.items():
        says(lived.world.crmsync(lived.folder, "done", email), 2, why)


def test_while_a_run_holds_the_store_a_decision_is_refused(lived: Lived) -> None:
    _, first, second = during_a_sync(lived, "--json", "mute", BEA)
    says(second, 3, "another run holds the store", "Run again when")
    assert first.code == 0
    assert show(lived, BEA)["muted"] is False


def test_before_the_first_backfill_there_is_nobody_to_decide_on(ready: SmallWorld) -> None:
    says(ready.crmsync(ready.folder(), "mute", BEA), 2, "backfill")
