"""The demo: the whole path from Google to HubSpot, by the real commands, in under a minute."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from crmsync.cli.main import main

MOST_SECONDS = 60


def test_the_demo_runs_the_whole_path_and_shows_that_a_second_run_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    began = time.monotonic()
    command = [sys.executable, "-m", "crmsync", "demo", "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert time.monotonic() - began < MOST_SECONDS
    said = done.stdout
    running = " ".join(said.split())  # as it is said, wherever the terminal's width has folded it
    for command_line in ("setup --yes", "backfill --yes", "next", "show ", "sync"):
        assert f"$ crmsync {command_line}" in said
    assert re.search(r"done: pulled \d{3} contacts, \d{3} meetings, \d{4} mails; wrote", said)
    assert "done: pulled 0 contacts, 0 meetings, 0 mails; wrote nothing" in said
    assert re.search(r"the last contact was a meeting:\n\n\$ crmsync show \S+\n  last contact +\S+  meeting ", said)
    assert (
        "A quiet night asks Google little: the mailbox once, each of 2 calendars and the address book once." in running
    )
    assert "the second found nothing new and wrote nothing." in running
    page = folder / "crmsync-report.html"
    assert re.search(rf" \$ crmsync report {page}: \d+ people\. ", running)
    assert page.read_text().startswith("<!doctype html>")
    for tried in ("report --open", "show ", "next --limit 10"):
        assert f" --config {folder}/config.toml {tried}" in said
    wide = [line for line in said.splitlines() if len(line) > 80 and len(line.split()) > 1]
    assert [line for line in wide if not line.lstrip().startswith("$ ")] == []
    assert "CANARY" not in said
    look = subprocess.run(
        [sys.executable, "-m", "crmsync", "--config", str(folder / "config.toml"), "status"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert look.returncode == 0
    assert "last run: 2, sync, done" in look.stdout


def test_for_machines_there_is_one_value_and_the_story_is_told_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def story(_: Path, __: int, say: object) -> str:
        assert callable(say)
        say("once upon a time")
        return "bob@example.org"

    monkeypatch.setattr("crmsync_sandbox.demo.demo", story)
    told = CliRunner().invoke(main, ["demo", "--json", "--folder", str(tmp_path)])
    assert json.loads(told.stdout) == {"config": str(tmp_path / "config.toml"), "person": "bob@example.org"}
    assert told.stderr == "once upon a time\n"
    assert CliRunner().invoke(main, ["demo", "--folder", str(tmp_path)]).stdout == "once upon a time\n"
