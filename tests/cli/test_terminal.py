"""What a terminal shows: lines that fit, colours that mean nothing alone, completion; and plain text when piped."""

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_world import ANN, SmallWorld
from worlds import Lived

from crmsync.cli.check import COLOURS, MARKS
from crmsync.cli.folding import folded

ESCAPE = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")


def on_a_terminal(folder: Path, *words: str, **environment: str) -> str:
    """What it writes to a terminal of 80 columns."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "crmsync", "--config", str(folder / "config.toml"), *words]
    given = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    done = subprocess.run(command, stdout=slave, stderr=subprocess.PIPE, check=False, env=given)
    os.close(slave)
    shown = os.read(master, 65536).decode().replace("\r\n", "\n")
    os.close(master)
    assert done.returncode == 0, done.stderr
    return shown


@pytest.mark.parametrize("words", [["status"], ["show", "bea@one.test"], ["plan"], ["next", "--limit", "9"], ["check"]])
def test_on_a_terminal_no_line_is_wider_than_it(lived: Lived, words: list[str]) -> None:
    shown = ESCAPE.sub("", on_a_terminal(lived.folder, *words))
    assert shown.strip()
    wide = [line for line in shown.splitlines() if len(line) > 80]
    assert [line for line in wide if len(line.split()) > 1] == []  # one word alone, such as a link, is not cut


def test_no_color_means_no_escape(lived: Lived) -> None:
    assert ESCAPE.search(on_a_terminal(lived.folder, "check"))
    assert not ESCAPE.search(on_a_terminal(lived.folder, "check", NO_COLOR="1"))


def test_piped_it_is_plain_and_a_value_stays_on_its_line(lived: Lived) -> None:
    shown = lived.world.nursery.run(lived.folder, "show", "bea@one.test").out
    assert not ESCAPE.search(shown)
    assert any(len(line) > 80 for line in shown.splitlines())


def test_a_colour_says_nothing_that_the_mark_does_not_and_none_is_red_or_green() -> None:
    assert len(set(MARKS.values())) == len(MARKS)
    assert not {"red", "green"} & set(COLOURS.values())


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], codec="ascii")), st.integers(40, 100))
def test_folding_loses_no_word_and_cuts_none(line: str, width: int) -> None:
    shown = folded(line, width)
    assert shown.split() == line.split()
    assert all(len(each) <= width or len(each.split()) == 1 for each in shown.split("\n"))


def test_a_second_column_goes_on_below_itself() -> None:
    line = "  strength       " + "word " * 20
    first, second, *_ = folded(line, 60).split("\n")
    assert second.startswith(" " * 17 + "word")
    assert first.startswith("  strength       word")


# --- completion -----------------------------------------------------------------------------------------


def completed(folder: Path, *words: str) -> set[str]:
    """What bash is offered for the last of the words."""
    line = ["crmsync", "--config", str(folder / "config.toml"), *words]
    environment = {"COMP_WORDS": " ".join(line), "COMP_CWORD": str(len(line) - 1), "_CRMSYNC_COMPLETE": "bash_complete"}
    program = Path(sys.executable).with_name("crmsync")
    done = subprocess.run(
        [str(program)], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert done.stderr == ""
    return {each.partition(",")[2] for each in done.stdout.split()}


def test_commands_are_completed_without_importing_any(lived: Lived) -> None:
    assert completed(lived.folder, "s") == {"setup", "sync", "show", "status", "snooze", "schedule", "sandbox"}


def test_people_are_completed_from_the_kept_answer(lived: Lived) -> None:
    lived.world.nursery.run(lived.folder, "done", "bea@one.test")  # without --as-of it keeps an answer for now
    found = completed(lived.folder, "show", "")
    assert found
    assert found <= {"bea@one.test", "carl@two.test", "dora@three.test", "emil@four.test", "fay@five.test"} | {
        "mum@family.test",
        "gus@six.test",
    }
    some = min(found)
    assert some in completed(lived.folder, "mute", some[:3])


def test_accounts_are_completed_from_the_configuration(ready: SmallWorld) -> None:
    folder = ready.folder()
    assert completed(folder, "login", "a") == {ANN}
    (folder / "config.toml").write_text("nonsense")
    assert completed(folder, "login", "a") == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_takes(shell: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "crmsync", "completion", shell]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "_CRMSYNC_COMPLETE" in done.stdout
    if shutil.which(shell):
        (tmp_path / "script").write_text(done.stdout)
        subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)
