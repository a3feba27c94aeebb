"""The command line itself: help for everything, plugins' commands, the ways to start it."""

import ast
import json
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from crmsync.cli.main import OWN, main
from crmsync.plugins import COMMANDS, installed

ALL = [*OWN, *installed(COMMANDS)]


def test_help_lists_every_command_those_of_plugins_too() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert {"demo", "sandbox", "sync"} <= set(ALL)
    listed = {line.split()[0] for line in shown.output.partition("Commands:")[2].splitlines() if line.strip()}
    assert set(ALL) <= listed


def test_help_says_of_each_command_what_the_command_says_of_itself() -> None:
    context = click.Context(main)
    shown = CliRunner().invoke(main, ["--help"], terminal_width=500).output
    for name in ALL:
        command = main.get_command(context, name)
        assert command
        assert f"{name} " in shown
        assert command.get_short_help_str(60).removesuffix("...") in " ".join(shown.split())


def test_help_is_there_where_the_text_of_a_plugin_s_command_has_lines_at_the_margin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'import click\n\n\n@click.command()\ndef greet() -> None:\n    """Say hello.\n\nTo all.\n    """\n'
    (tmp_path / "at_the_margin.py").write_text(text)
    info = tmp_path / "greeter-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: greeter\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{COMMANDS}]\ngreet = at_the_margin:greet\n")
    monkeypatch.syspath_prepend(tmp_path)
    shown = CliRunner().invoke(main, ["--help"])
    assert (shown.exit_code, "Say hello." in shown.output) == (0, True), shown.exception


def test_help_imports_no_command_and_no_database() -> None:
    script = "import sys, click.testing, crmsync.cli.main as m; click.testing.CliRunner().invoke(m.main, ['--help'])"
    heavy = ("sqlalchemy", "cattr", "numpy", "crmsync.")
    code = f"{script}; print([name for name in sys.modules if name.startswith({heavy})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == ["crmsync.cli", "crmsync.cli.main", "crmsync.plugins"]


@pytest.mark.parametrize("words", [("--json", "connectors"), ("connectors", "--json")])
def test_json_may_be_asked_for_before_a_command_and_after_it(words: tuple[str, str]) -> None:
    shown = CliRunner().invoke(main, words)
    assert shown.exit_code == 0
    assert {each["name"] for each in json.loads(shown.stdout)} >= {"hubspot", "gmail"}


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help_with_a_sentence(command: str, option: str) -> None:
    shown = CliRunner().invoke(main, [command, option])
    assert shown.exit_code == 0
    assert shown.output.startswith(f"Usage: main {command}")
    found = main.get_command(click.Context(main), command)
    assert found
    assert found.help
    for parameter in found.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize("command", ALL)
def test_every_commands_help_ends_with_examples_that_parse(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("client_secret.json", "messages.csv"):
        (tmp_path / name).write_text("")
    found = main.get_command(click.Context(main), command)
    assert found
    monkeypatch.setattr(found, "callback", lambda **_: None)
    shown = CliRunner().invoke(main, [command, "--help"]).output.partition("Examples:\n")[2]
    examples = [shlex.split(line.partition(" > ")[0]) for line in shown.splitlines() if line.strip()]
    assert examples
    for words in examples:
        assert words[0] == "crmsync"
        assert command in words
        done = CliRunner().invoke(main, words[1:])
        assert done.exit_code == 0, done.output


def test_no_line_of_help_but_an_example_is_wider_than_a_terminal() -> None:
    for command in ALL:
        shown = CliRunner().invoke(main, [command, "--help"]).output.partition("Examples:")[0]
        assert max(map(len, shown.splitlines())) <= 80, command


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["connectors"]])
def test_it_starts_as_a_module_too(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "crmsync", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, bool(done.stdout), done.stderr) == (0, True, "")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["--nonsense"],
        ["show"],
        ["undo"],
        ["undo", "one"],
        ["sync", "extra"],
        ["sync", "--max-minutes", "x"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two_and_says_how_to_get_help(words: list[str]) -> None:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "Try 'main" in done.output


def test_a_plugin_that_takes_the_name_of_one_of_our_commands_does_not_get_it() -> None:
    assert ALL.count("sync") == 1
    assert len(ALL) == len(set(ALL))


@pytest.mark.parametrize(
    ("name", "level", "told"), [("urllib3", 30, False), ("urllib3", 40, True), ("crmsync.x", 30, True)]
)
def test_what_a_library_warns_of_is_told_with_verbose_only(name: str, level: int, told: bool) -> None:
    warn = f"lambda _: logging.getLogger('{name}').log({level}, 'word') or {{}}"
    modules = "import logging, crmsync.cli.connectors as module, crmsync.cli.main as cli"
    script = f"{modules}; module.installed = {warn}; cli.main()"
    plain, verbose = (
        subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True).stderr
        for words in (["connectors"], ["-v", "connectors"])
    )
    assert ("word" in plain) is told
    assert "word" in verbose
