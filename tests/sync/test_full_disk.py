"""A disk that is full at any moment: nothing is lost, nothing half-written, and with room again all goes on."""

import sqlite3
from pathlib import Path

from endings import keeps_secrets, says
from nursery import Ended
from small_world import ANN, NOW, SmallWorld, end, tables
from worlds import Beginnings

KIB = 1024


def with_little_room(world: SmallWorld, folder: Path, room: int) -> Ended:
    words = ("--json", "backfill", "--yes", "--as-of", NOW.isoformat())
    return world.nursery.run(folder, *words, largest=room * KIB)


def is_whole(folder: Path) -> bool:
    """SQLite itself finds nothing wrong in the store."""
    with sqlite3.connect(folder / "crmsync.db") as store:
        return bool(store.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def test_a_disk_that_is_full_at_any_moment_of_a_backfill_loses_and_doubles_nothing(
    ready: SmallWorld, beginnings: Beginnings
) -> None:
    cut_off_while, room = [], 4
    while (ended := _cut_off(ready, beginnings, room)).code != 0:
        cut_off_while.append(_stage(ended))
        room += 70 if cut_off_while[-1] == "opening" else 24
    assert set(cut_off_while) == {"opening", "pulling", "looking", "pushing"}


def _cut_off(world: SmallWorld, beginnings: Beginnings, room: int) -> Ended:
    """A backfill with so little room, after which one with enough ends as if undisturbed."""
    world.sandbox.portal.reset(beginnings.set_up.portal)
    folder = world.folder()
    ended = with_little_room(world, folder, room)
    if ended.code != 0:
        says(ended, 3 if ended.out and ended.json["pulled"] else 1, "the disk is full", "make room and run again")
        keeps_secrets(folder, ended)
        assert is_whole(folder)
        world.done(folder, "backfill", "--yes")
    assert end(world, folder) == beginnings.end, f"room for {room} KiB"
    return ended


def _stage(ended: Ended) -> str:
    if not ended.out:
        return "opening"
    if "hubspot" not in ended.json["requests"]:
        return "pulling"
    return "pushing" if ended.json["applied"] else "looking"


def test_what_was_stored_before_the_disk_was_full_is_not_read_again(ready: SmallWorld) -> None:
    for day in range(250):
        ready.post(f"Writer <writer{day}@eight.test>", ANN, NOW.replace(year=2025), f"old{day}")
    folder = ready.folder()
    ended = with_little_room(ready, folder, 400)
    says(ended, 3, "the disk is full")
    read, owner = ended.json["pulled"]["mail"], 1
    assert ended.json["status"] == "partial"
    assert 70 < read < 325
    assert len(tables(folder)["interactions"]) == read - owner - len(tables(folder)["left_out"])
    assert ready.done(folder, "backfill", "--yes").json["pulled"] == {"mail": 337 - read + owner}
