"""`crmsync next`: who is named and who is not, how it reads, and that the answer kept is the one worked out."""

import json
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from small_world import ANN, NOW, rewrite
from worlds import Lived

from crmsync.store.kept import NAME

LATER = NOW + timedelta(days=30)


def named(lived: Lived, *words: str, now: datetime = NOW) -> list[str]:
    return [person["emails"][0] for person in json.loads(lived.world.done(lived.folder, "next", *words, now=now).out)]


def text(lived: Lived, *words: str, now: datetime = NOW) -> str:
    ended = lived.world.nursery.run(lived.folder, "next", *words, "--as-of", now.isoformat())
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_as_many_are_named_as_a_day_has_room_for_the_most_valuable_first(lived: Lived) -> None:
    some = json.loads(lived.world.done(lived.folder, "next", now=LATER).out)
    values = [person["reach_out_value"] for person in some]
    assert len(values) == 3
    assert values == sorted(values, reverse=True)
    assert len(named(lived, "--limit", "4", now=LATER)) == 4


def test_a_line_says_who_why_since_when_and_how(lived: Lived) -> None:
    told = text(lived, now=LATER).splitlines()
    assert told[0] == "Time to get in touch"
    assert re.fullmatch(r"  A Friend {12}(late: )?usually every \d+ days; now \d+ +2026-\d\d-\d\d  mail", told[1])
    assert max(map(len, told)) <= 80
    assert told[-1] == "and 2 more (2 overdue): --limit N names them."
    assert told[-1].isascii()


def test_links_stand_below(lived: Lived) -> None:
    told = text(lived, "--links", now=LATER).splitlines()
    assert told[2].startswith("    https://mail.google.com/mail/u/?authuser=ann%40example.com#all/")


def test_where_records_open_is_asked_once_a_week(lived: Lived) -> None:
    def asked(days: int) -> int:
        lived.world.sandbox.meter.reset()
        lived.world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        return sum("account-info" in call.path for call in lived.world.sandbox.meter.log)

    assert [asked(days) for days in (0, 6, 7, 8)] == [0, 0, 1, 0]


def test_personal_people_are_shown_apart(lived: Lived) -> None:
    told = text(lived, now=NOW + timedelta(days=120))
    assert told.splitlines().index("Personal, never in the CRM") > 1
    assert "mum@family.test" in named(lived, now=NOW + timedelta(days=120))


def test_who_has_answered_is_waiting_and_who_was_written_to_is_not_named(lived: Lived) -> None:
    world = lived.world
    world.post("A Friend <bea@one.test>", ANN, NOW - timedelta(days=4), "hello")
    world.post(f"Ann <{ANN}>", "carl@two.test", NOW - timedelta(days=4), "hi")
    world.done(lived.folder, "sync")
    found = json.loads(world.done(lived.folder, "next", "--limit", "9").out)
    assert {person["emails"][0]: person["kind"] for person in found}["bea@one.test"] == "your_turn"
    assert "carl@two.test" not in [person["emails"][0] for person in found]
    assert "they wrote 4 days ago" in text(lived)


def test_who_is_muted_in_the_crm_is_not_named(lived: Lived) -> None:
    lived.world.sandbox.portal.people.set_property("bea@one.test", "crmsync_mute", "true")
    lived.world.done(lived.folder, "sync")
    assert "bea@one.test" not in named(lived, "--limit", "9")


def test_whose_task_somebody_ended_is_not_named_and_takes_a_place_of_the_day(lived: Lived) -> None:
    world, portal = lived.world, lived.world.sandbox.portal
    before = [email for email in named(lived, "--limit", "9") if portal.tasks_of(email)]
    [task] = portal.tasks_of(before[0])
    portal.people.complete_task(task.id)
    world.done(lived.folder, "sync")
    assert before[0] not in named(lived, "--limit", "9")
    clock = world.sandbox.portal.now() + timedelta(hours=1)
    news = world.done(lived.folder, "next", "--news", now=clock).json
    assert [(each["what"], each["emails"][0]) for each in news["events"]] == [("task_completed", before[0])]


def test_nobody_is_named_before_everything_is_read(lived: Lived) -> None:
    store = sqlite3.connect(lived.folder / "crmsync.db")
    store.execute("UPDATE cursors SET complete = FALSE WHERE connection = 'mail'")
    store.commit()
    store.close()
    ended = lived.world.crmsync(lived.folder, "next")
    assert (ended.code, json.loads(ended.out)) == (3, [])
    assert "not everything is read yet" in ended.err


def test_who_talks_with_self_and_is_not_in_the_crm_is_counted(lived: Lived) -> None:
    lived.world.talk("new@ten.test", [9])
    lived.world.done(lived.folder, "sync")
    assert text(lived).splitlines()[-1] == "You talk with 1 person who is not in the CRM: see `crmsync status`."


def kept(folder: Path) -> str | None:
    store = sqlite3.connect(folder / "crmsync.db")
    try:
        row = store.execute("SELECT value FROM meta WHERE name = ?", (NAME,)).fetchone()
        return row and str(row[0])
    finally:
        store.close()


def claim_now(folder: Path) -> None:
    """As if the answer that is kept were of this very hour."""
    store = sqlite3.connect(folder / "crmsync.db")
    answer = json.loads(kept(folder) or "")
    now = datetime.now(UTC)
    answer |= {"since": (now - timedelta(hours=1)).isoformat(), "until": (now + timedelta(hours=1)).isoformat()}
    store.execute("UPDATE meta SET value = ? WHERE name = ?", (json.dumps(answer), NAME))
    store.commit()
    store.close()


def test_the_answer_that_a_run_keeps_is_the_one_worked_out(lived: Lived) -> None:
    lived.world.done(lived.folder, "sync")
    claim_now(lived.folder)
    for words in ((), ("--limit", "2"), ("--links",)):
        assert lived.world.nursery.run(lived.folder, "next", *words).out == text(lived, *words)
        told = lived.world.nursery.run(lived.folder, "--json", "next", *words).out
        assert told == lived.world.done(lived.folder, "next", *words).out


def test_the_kept_answer_is_told_without_the_database_s_library_or_a_plugin(lived: Lived) -> None:
    lived.world.done(lived.folder, "sync")
    claim_now(lived.folder)
    config = str(lived.folder / "config.toml")
    script = f"""
import sys, click.testing, crmsync.cli.main as m
assert click.testing.CliRunner().invoke(m.main, ["--config", {config!r}, "next"]).output.startswith("Time to")
assert not [name for name in sys.modules if name.startswith(("sqlalchemy", "cattr", "tenacity", "numpy", "crmsync_"))]
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_word_of_the_user_is_in_the_answer_that_is_kept(lived: Lived) -> None:
    before = kept(lived.folder)
    lived.world.done(lived.folder, "link", "bea@one.test", "carl@two.test")
    claim_now(lived.folder)
    [person] = [each for each in named_now(lived) if each["emails"][0] == "bea@one.test"]
    assert person["emails"] == ["bea@one.test", "carl@two.test"]
    assert kept(lived.folder) != before


def named_now(lived: Lived) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(lived.world.nursery.run(lived.folder, "--json", "next").out)
    return found


def test_another_configuration_and_the_kept_answer_does_not_hold(lived: Lived) -> None:
    lived.world.done(lived.folder, "sync")
    claim_now(lived.folder)
    assert len(named_now(lived)) > 1
    rewrite(lived.folder, "[policy]", "[policy]\ncapacity = { day = 1 }")
    assert len(named_now(lived)) == 1
