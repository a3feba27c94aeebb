"""`crmsync schedule`: the lines that it prints are taken by a shell and by systemd as they were meant."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync.cli.main import main
from crmsync.cli.timetable import AT, timetable

LEAST = '[me]\naddresses = ["ann@example.com"]\ntimezone = "Europe/London"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "with blank" / "config.toml"
    path.parent.mkdir()
    path.write_text(LEAST)
    return path


def schedule(config: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(config), *words])


def test_both_ways_are_told_and_each_alone(config: Path) -> None:
    both, cron, systemd = (schedule(config, "schedule", *words).output for words in ([], ["--cron"], ["--systemd"]))
    assert AT in cron
    assert "[Timer]" not in cron
    assert "[Timer]" in systemd
    assert AT not in systemd
    assert cron.strip() in both
    assert systemd.strip() in both


def test_as_json(config: Path) -> None:
    found = json.loads(schedule(config, "--json", "schedule").output)
    assert found.keys() == {"cron", "systemd"}
    assert found["systemd"]["units"].keys() == {"crmsync.service", "crmsync.timer"}
    assert json.loads(schedule(config, "--json", "schedule", "--cron").output).keys() == {"cron"}


def test_the_line_for_cron_runs_in_a_bare_shell(config: Path) -> None:
    line = json.loads(schedule(config, "--json", "schedule").output)["cron"].removeprefix(f"{AT} ")
    done = subprocess.run(["/bin/sh", "-c", line], env={"PATH": "/usr/bin:/bin"}, cwd="/", check=False)
    assert done.returncode == 2
    assert "Run `crmsync backfill` first." in (config.parent / "crmsync.log").read_text()


def test_where_there_is_no_configuration_it_says_so(tmp_path: Path) -> None:
    done = schedule(tmp_path / "none.toml", "schedule")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no such file" in done.stderr


PATHS = st.text(
    st.characters(codec="utf-8", exclude_characters="\n\r\0/", exclude_categories=["Cs", "Cc"]), min_size=1
).filter(
    lambda name: name != "."  # that is the folder itself, and no name
)


@settings(deadline=None)
@given(name=PATHS)
def test_whatever_the_path_is_cron_gives_the_shell_these_words(name: str) -> None:
    """cron turns \\% into % and takes an unescaped one for the end: crontab(5)."""
    line = timetable(["/bin/crmsync"], Path("/x") / name, Path("/y") / name).cron.removeprefix(f"{AT} ")
    assert "%" not in line.replace("\\%", "")
    words = shlex.split(line.replace("\\%", "%"))
    assert words == ["/bin/crmsync", "--config", f"/x/{name}", "sync", ">>", f"/y/{name}", "2>&1"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_takes_the_units(config: Path) -> None:
    units = json.loads(schedule(config, "--json", "schedule").output)["systemd"]["units"]
    for name, text in units.items():
        (config.parent / name).write_text(text)
    files = [str(config.parent / name) for name in units]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_word_for_systemd_is_quoted_where_it_must_be() -> None:
    text = timetable(["/bin/crm sync"], Path('/a"b/50%/$HOME'), Path("/l")).units["crmsync.service"]
    assert 'ExecStart="/bin/crm sync" --config "/a\\"b/50%%/$$HOME" sync\n' in text


def test_the_program_is_the_one_that_runs(config: Path) -> None:
    assert str(Path(sys.executable).parent) in schedule(config, "schedule", "--cron").output
