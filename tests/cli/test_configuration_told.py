"""A configuration that can't be used: every problem at once with its place, exit code 2, and no request."""

from pathlib import Path

import pytest
from endings import says
from nursery import Ended
from small_world import SmallWorld, rewrite
from worlds import Lived

EVERY_COMMAND = [
    ("login", "ann@example.com"),
    ("check",),
    ("setup", "--yes"),
    ("backfill", "--yes"),
    ("sync",),
    ("plan",),
    ("show", "bea@one.test"),
    ("status",),
    ("runs",),
    ("undo", "1", "--yes"),
]


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_an_unknown_key_is_refused_by_every_command_and_named_with_its_place(
    lived: Lived, words: tuple[str, ...]
) -> None:
    rewrite(lived.folder, "[policy]\n", '[policy]\nnewer_log = ["x"]\n')
    ended = lived.world.crmsync(lived.folder, *words)
    says(ended, 2, f"{lived.folder}/config.toml:", "unknown: newer_log @ policy")
    assert ended.out == ""
    assert lived.world.sandbox.meter.log == []


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_without_a_configuration_every_command_says_where_it_looked(
    world: SmallWorld, tmp_path: Path, words: tuple[str, ...]
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    ended = world.crmsync(folder, *words)
    says(ended, 2, f"{folder}/config.toml:", "there is no such file", "config.example.toml", "--config")
    assert ended.out == ""
    assert {file.name for file in folder.iterdir()} == {"out", "err"}


def test_all_problems_are_told_at_once(world: SmallWorld) -> None:
    folder = world.folder()
    rewrite(folder, "Europe/London", "Europe/Lindon")
    rewrite(folder, 'connector = "hubspot"', 'connector = "hobspot"')
    rewrite(folder, 'personal = { addresses = ["mum@family.test"] }', 'personal = { adresses = ["mum"] }')
    ended = world.crmsync(folder, "sync")
    says(ended, 2, "time zone", "me.timezone", "hobspot", "destinations.crm.connector", "adresses", "policy.personal")


def test_a_secret_that_stands_in_the_configuration_is_refused_and_not_shown(world: SmallWorld) -> None:
    folder = world.folder()
    key = "pat-na1-0123456789abcdef"
    rewrite(folder, 'key = { file = "hubspot.key" }', f'key = "{key}"')
    ended = world.crmsync(folder, "setup", "--yes")
    says(ended, 2, "a secret is given as", "destinations.crm.key")
    assert key not in ended.err


def test_a_sync_before_a_backfill_says_what_to_run(ready: SmallWorld) -> None:
    folder = ready.folder()
    says(ready.crmsync(folder, "sync"), 2, "Run `crmsync backfill` first")
    assert not (folder / "crmsync.db").exists()
    assert ready.sandbox.meter.log == []


def test_a_sync_after_a_backfill_that_read_nothing_says_what_to_run(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.logins.revoke("ann@example.com")
    assert ready.crmsync(folder, "backfill").code == 1
    says(ready.crmsync(folder, "sync"), 2, "nothing was pulled yet", "Run `crmsync backfill` first")


def test_a_file_that_is_no_store_is_left_as_it_is(ready: SmallWorld) -> None:
    folder = ready.folder()
    (folder / "crmsync.db").write_bytes(b"something else entirely " * 100)
    for words in (("backfill", "--yes"), ("status",)):
        says(ready.crmsync(folder, *words), 1, "this is no store of crmsync", "Name another file")
    assert (folder / "crmsync.db").read_bytes() == b"something else entirely " * 100


@pytest.mark.parametrize("obstacle", ["crmsync.db.lock", "crmsync.db.lock.holder"])
def test_a_folder_that_does_not_take_the_lock_is_named(ready: SmallWorld, obstacle: str) -> None:
    folder = ready.folder()
    (folder / obstacle).mkdir()
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 1, f"{folder}/crmsync.db: can't be locked", "change [store] url")
    (folder / obstacle).rmdir()
    ready.done(folder, "backfill", "--yes")


def test_a_folder_that_can_not_be_made_is_named(ready: SmallWorld) -> None:
    folder = ready.folder()
    (folder / "taken").write_text("")
    rewrite(folder, "sqlite:///crmsync.db", "sqlite:///taken/crmsync.db")
    says(ready.crmsync(folder, "backfill", "--yes"), 1, f"{folder}/taken/crmsync.db: can't be locked")


@pytest.mark.parametrize("email", ["stranger@nowhere.test", "no address", "ann@example.com", "noreply@shop.test"])
def test_who_is_not_known_is_told_with_the_reason(lived: Lived, email: str) -> None:
    ended: Ended = lived.world.crmsync(lived.folder, "show", email)
    reasons = {
        "stranger@nowhere.test": "nobody of this address is known",
        "no address": "is no e-mail address",
        "ann@example.com": "that is yourself",
        "noreply@shop.test": "a robot's address",
    }
    says(ended, 2, reasons[email])
    assert ended.out == ""
