"""A whole first set-up out of files alone: no login, no destination, no request."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from files_world import ANN, mbox, message, written

from crmsync.cli.main import main

CONFIG = f"""
[me]
addresses = ["{ANN}"]
timezone = "Europe/London"

[sources.archive]
connector = "files"
path = "all.mbox"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    answers = [message(n, f"In-Reply-To: <m{n - 1}@example.org>", sender=ANN) for n in (1, 3)]
    sent = [each.replace(f"To: {ANN}", "To: bob@example.org") for each in answers]
    written(tmp_path / "all.mbox", mbox([message(0), sent[0], message(2), sent[1], "Subject: nothing\n\nelse\n"]))
    return written(tmp_path / "config.toml", CONFIG)


def crmsync(config: Path, *words: str) -> Any:
    ended = CliRunner().invoke(main, ["--config", str(config), "--json", *words])
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


def test_whom_to_talk_to_is_known_from_an_archive_alone(config: Path) -> None:
    run = crmsync(config, "backfill")
    assert (run["status"], run["pulled"], run["skipped"]) == ("done", {"archive": 4}, 1)
    assert [person["emails"] for person in crmsync(config, "next")] == [["bob@example.org"]]
    bob = crmsync(config, "show", "bob@example.org")
    assert (bob["last_contact"], bob["last_channel"]) == ("2023-11-15T01:13:20Z", "mail")
    assert crmsync(config, "sync")["pulled"] == {"archive": 0}
    assert crmsync(config, "status")["unreadable"] == 1


def test_init_leads_on_to_what_there_is_without_a_crm(config: Path) -> None:
    archive, own = config.parent / "all.mbox", config.with_name("own.toml")
    words = ["--files", str(archive), "--address", ANN, "--timezone", "UTC", "--key", "none", "--yes"]
    ended = CliRunner().invoke(main, ["--config", str(own), "init", *words])
    assert ended.exit_code == 0, ended.output
    assert "`crmsync backfill` reads on, and `crmsync next` and `report` answer from it." in ended.stdout
    assert "push" not in ended.stdout


def test_check_says_what_there_is_to_read(config: Path) -> None:
    found = crmsync(config, "check")
    assert any(each["connection"] == "archive" and each["weight"] == "good" for each in found)
