"""A year ends in tables on this machine: the same runs, without a CRM."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
import small_world
from small_world import NOW, SmallWorld

BEA, DORA, MUM = "bea@one.test", "dora@three.test", "mum@family.test"
TABLE = '[destinations.crm]\nconnector = "table"\nfolder = "crm"\ncreate_contacts = "two-way"\n\n'
LATER = NOW + timedelta(days=1)


@pytest.fixture
def folder(world: SmallWorld) -> Path:
    """Its configuration names a table instead of HubSpot; nothing was run yet."""
    made = world.folder()
    config = made / "config.toml"
    text, found = re.subn(r"\[destinations\.crm\]\n(?:[^\[].*\n|\n)*", TABLE, config.read_text())
    assert found == 1
    config.write_text(text.replace("[policy]\n", "[policy]\nlimits = { creates = 50 }\n"))
    return made


def lines(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """By address, or by key."""
    path = folder / "crm" / f"{name}.csv"
    text = path.read_text("utf-8-sig") if path.exists() else ""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {row["email" if name == "contacts" else "key"]: row for row in rows}


def rewrite(folder: Path, name: str, rows: dict[str, dict[str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(next(iter(rows.values()))))
    writer.writeheader()
    writer.writerows(rows.values())
    (folder / "crm" / f"{name}.csv").write_text(out.getvalue(), newline="")


def test_a_first_run_makes_a_line_for_whom_one_talks_with(world: SmallWorld, folder: Path) -> None:
    assert world.done(folder, "setup", "--yes").json == {"created": {}}
    assert world.crmsync(folder, "check").code == 0
    run = world.done(folder, "backfill", "--yes").json
    found = lines(folder, "contacts")
    assert run["changes"]["create_contact"] == len(found) >= 5
    assert {BEA, DORA} <= found.keys()
    assert MUM not in found
    assert found[BEA]["crmsync_last_contact"].startswith("2026-")
    assert set(world.done(folder, "sync").json["changes"]) == {"create_task"}, "now that they are there"
    assert {row["status"] for row in lines(folder, "tasks").values()} == {"open"}
    written = [(path.name, path.stat().st_mtime_ns) for path in sorted((folder / "crm").iterdir())]
    assert world.done(folder, "sync").json["changes"] == {}
    assert [(path.name, path.stat().st_mtime_ns) for path in sorted((folder / "crm").iterdir())] == written


def test_beside_hubspot_both_hold_the_same(ready: SmallWorld) -> None:
    folder = ready.folder()
    config = folder / "config.toml"
    config.write_text(config.read_text() + TABLE.replace("[destinations.crm]", "[destinations.tables]"))
    small_world.rewrite(folder, "[policy]\n", "[policy]\nlimits = { creates = 50 }\n")
    ready.done(folder, "backfill", "--yes")
    held = small_world.crm(ready.sandbox)["contacts"][BEA]
    line = lines(folder, "contacts")[BEA]
    names = [
        name for name in line if name.startswith("crmsync_") and line[name] and not name.startswith("crmsync_last")
    ]
    assert {"crmsync_strength", "crmsync_why", "crmsync_state"} <= set(names)
    assert [line[name] for name in names] == [held[name] for name in names]


def test_people_win_there_too(world: SmallWorld, folder: Path) -> None:
    world.done(folder, "backfill", "--yes")
    world.done(folder, "sync", now=LATER)
    tasks = lines(folder, "tasks")
    assert tasks, "somebody is due"
    done, *rest = tasks
    tasks[done]["status"] = "done"
    for key in rest:
        tasks[key]["due"] = "2027-03-01"
    rewrite(folder, "tasks", tasks)
    people = lines(folder, "contacts")
    people[DORA] |= {"crmsync_mute": "yes", "first_name": "Dora Maria"}
    rewrite(folder, "contacts", people)
    world.done(folder, "sync", now=LATER + timedelta(days=1))
    after = lines(folder, "tasks")
    assert after[done]["status"] == "done"
    assert {after[key]["due"] for key in rest if key in after} <= {"2027-03-01"}
    assert lines(folder, "contacts")[DORA]["first_name"] == "Dora Maria"
    assert world.done(folder, "show", DORA, now=LATER + timedelta(days=1)).json["muted"]


def test_a_line_that_somebody_removed_does_not_come_back(world: SmallWorld, folder: Path) -> None:
    world.done(folder, "backfill", "--yes")
    people = lines(folder, "contacts")
    del people[BEA]
    rewrite(folder, "contacts", people)
    for days in (1, 2, 9):
        world.done(folder, "sync", "--yes", now=NOW + timedelta(days=days))
    assert BEA not in lines(folder, "contacts")


def test_a_run_is_taken_back(world: SmallWorld, folder: Path) -> None:
    world.done(folder, "backfill", "--yes")
    run = world.done(folder, "undo", "1", "--yes").json
    assert run["rejected"] == 0
    assert lines(folder, "contacts") == lines(folder, "tasks") == {}
    assert world.done(folder, "sync", "--yes").json["changes"] == {}


def test_who_is_forgotten_is_in_no_file(world: SmallWorld, folder: Path) -> None:
    world.done(folder, "backfill", "--yes")
    assert BEA in lines(folder, "contacts")
    world.done(folder, "forget", BEA, "--yes")
    world.done(folder, "sync", "--yes", now=LATER)
    assert [path.name for path in (folder / "crm").iterdir() if BEA.encode() in path.read_bytes()] == []
