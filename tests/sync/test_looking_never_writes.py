"""Looking sends no request and changes no byte; a second run without news writes nothing and asks a handful."""

from datetime import timedelta
from pathlib import Path

import pytest
from small_world import ANN, NOW, SmallWorld, crm, rewrite
from worlds import Lived

LOOKS = [
    ("plan",),
    ("next",),
    ("next", "--news"),
    ("show", "bea@one.test"),
    ("show", "stranger@nine.test"),
    ("status",),
    ("introductions",),
    ("runs",),
    ("connectors",),
]


def files(folder: Path) -> dict[str, bytes]:
    """Everything in the folder but what the last run printed."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name not in ("out", "err")}


def writes(world: SmallWorld) -> list[str]:
    """Requests that may change something at HubSpot."""
    reading = ("/batch/read", "/search")
    asked = [call for call in world.sandbox.meter.log if call.service == "hubspot" and call.method != "GET"]
    return [call.path for call in asked if not call.path.endswith(reading)]


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
@pytest.mark.parametrize("form", ["--json", "-v"])
def test_looking_sends_no_request_and_changes_no_byte(lived: Lived, words: tuple[str, ...], form: str) -> None:
    world, folder = lived.world, lived.folder
    there, before = world.sandbox.portal.dump(), files(folder)
    ended = world.nursery.run(folder, form, *words)
    assert (ended.code, bool(ended.out)) == ((2, False) if "stranger" in words[-1] else (0, True))
    assert world.sandbox.meter.log == []
    assert files(folder) == before
    assert world.sandbox.portal.dump() == there


@pytest.mark.parametrize("words", [w for w in LOOKS if w != ("connectors",)], ids=" ".join)
def test_looking_before_the_first_backfill_makes_no_store(ready: SmallWorld, words: tuple[str, ...]) -> None:
    folder = ready.folder()
    before = files(folder)
    ended = ready.crmsync(folder, *words)
    assert ended.code == 2
    assert "Run `crmsync backfill` first" in ended.err
    assert files(folder) == before


def test_looking_is_possible_while_the_services_are_away(lived: Lived) -> None:
    rewrite(lived.folder, lived.world.sandbox.url, "http://127.0.0.1:1")
    for words in LOOKS:
        assert lived.world.crmsync(lived.folder, *words).code in (0, 2)


def test_a_second_run_on_the_same_day_writes_nothing_and_asks_four_times(lived: Lived) -> None:
    world, there = lived.world, lived.world.sandbox.portal.dump()
    for _ in range(2):
        world.sandbox.meter.reset()
        run = world.done(lived.folder, "sync").json
        assert (run["applied"], run["changes"], run["pulled"]) == (0, {}, {"mail": 0})
        assert world.sandbox.meter.requests["gmail"] == 1
        assert world.sandbox.meter.requests["hubspot"] <= 3
        assert writes(world) == []
        assert run["requests"] == dict(world.sandbox.meter.requests)
    assert world.sandbox.portal.dump() == there


def test_a_second_backfill_writes_nothing(lived: Lived) -> None:
    world, there = lived.world, lived.world.sandbox.portal.dump()
    assert world.done(lived.folder, "backfill").json["changes"] == {}
    assert world.sandbox.portal.dump() == there


def test_the_mere_passing_of_a_day_writes_no_value(lived: Lived) -> None:
    there = crm(lived.world.sandbox)["contacts"]
    run = lived.world.done(lived.folder, "sync", now=NOW + timedelta(days=1)).json
    assert "set_properties" not in run["changes"]
    assert "update_task" not in run["changes"]
    assert crm(lived.world.sandbox)["contacts"] == there


def test_a_new_day_writes_what_ageing_changed_once(lived: Lived) -> None:
    world, later = lived.world, NOW + timedelta(days=30)
    first = world.done(lived.folder, "sync", now=later).json
    assert first["changes"]["set_properties"] >= 1
    there = crm(world.sandbox)
    assert there["contacts"]["fay@five.test"]["crmsync_state"] == "quiet"
    assert world.done(lived.folder, "sync", now=later).json["changes"] == {}
    assert crm(world.sandbox) == there


def test_a_mail_in_costs_only_its_own_contact_a_write(lived: Lived) -> None:
    world = lived.world
    world.post(f"Ann <{ANN}>", "fay@five.test", NOW - timedelta(hours=1), "fay-again")
    before = crm(world.sandbox)["contacts"]
    assert world.done(lived.folder, "sync").json["changes"] == {"set_properties": 1}
    after = crm(world.sandbox)["contacts"]
    assert [email for email in after if after[email] != before[email]] == ["fay@five.test"]


def test_a_store_that_was_lost_finds_its_tasks_again(lived: Lived) -> None:
    world, there = lived.world, crm(lived.world.sandbox)
    for file in lived.folder.glob("crmsync.db*"):
        file.unlink()
    assert "create_task" not in world.done(lived.folder, "backfill", "--yes").json["changes"]
    assert crm(world.sandbox) == there
    assert world.done(lived.folder, "sync").json["changes"] == {}
