"""Every block of the tutorial runs, and is what `crmsync new-connector` writes."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import crmsync.connector
from crmsync.cli.main import main
from crmsync.testing import DestinationContract, SourceContract
from crmsync.testing.abilities import laws_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/connectors.md").read_text()
BLOCKS = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
KINDS = {"source": "phone", "files": "diary", "destination": "rolodex", "enricher": "customers"}
LIVE = "tests/test_live.py"
EXCHANGE = """
import os
import pytest
import test_contract

exchange = test_contract.Exchange()
exchange.put("c1", **{"with": "bob@example.org", "at": "2026-01-05T09:00:00Z", "seconds": 60, "outgoing": True,
                      "deleted": False})
os.environ |= {"PHONE_KEY": "key", "PHONE_OWNER": "me@example.com", "PHONE_API_BASE": exchange.url}
"""
TRIAL = """
import subprocess
from pathlib import Path

with Path("trial.toml").open("a") as settings:
    settings.write(f'api_base = "{{exchange.url}}"')
subprocess.run({shell!r}, shell=True, check=True)
exchange.stop()
"""


def new(kind: str, name: str, folder: Path) -> Result:
    """`crmsync new-connector` in `folder`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return CliRunner().invoke(main, ["new-connector", name, "--kind", kind])


def told() -> dict[str, str]:
    """Files as the page gives them, a piece after the other; blank lines between pieces are the reader's."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for _, path, text in BLOCKS:
        if path:
            files[path].append(text)
    return {path: "".join(pieces) for path, pieces in files.items()}


def without_blanks(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def run(folder: Path, *words: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tutorial_and_new_connector_are_one(tmp_path: Path) -> None:
    files = told()
    tests = files.pop("tests/test_contract.py")
    live = files.pop(LIVE)
    assert live
    expected = ""
    for kind, name in KINDS.items():
        assert new(kind, name, tmp_path).exit_code == 0
        expected += (tmp_path / f"crmsync-{name}" / "tests/test_contract.py").read_text()
    assert without_blanks(tests) == without_blanks(expected)
    for path, text in files.items():
        project = "phone" if path == "pyproject.toml" else path.partition("/")[0].removeprefix("crmsync_")
        written = (tmp_path / f"crmsync-{project}" / path).read_text()
        assert without_blanks(text) == without_blanks(written), path
    assert {Path(path).name for path in files} == {
        "source.py",
        "destination.py",
        "enricher.py",
        "__init__.py",
        "pyproject.toml",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_connector_is_described_by_its_own_name(tmp_path: Path, kind: str) -> None:
    new(kind, "fax", tmp_path)
    folder = tmp_path / "crmsync-fax"
    for path in ("README.md", "pyproject.toml", "crmsync_fax/__init__.py"):
        assert " for crmsync: fax." in (folder / path).read_text(), path


@pytest.mark.parametrize(("kind", "name"), [*((kind, "own") for kind in KINDS), ("source", "my-2nd-one")])
def test_what_new_connector_writes_passes_at_once(tmp_path: Path, kind: str, name: str) -> None:
    assert new(kind, name, tmp_path).exit_code == 0
    said = run(tmp_path / f"crmsync-{name}", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    assert re.search(r"^\d+ passed in", said, re.MULTILINE), said
    if name == "own":
        plain = ("--isolated", "--no-cache", "--line-length", "120", ".")
        run(tmp_path / f"crmsync-{name}", "ruff", "check", "--select", "E,F,W,I,UP,B", *plain)
        run(tmp_path / f"crmsync-{name}", "ruff", "format", "--check", *plain)


def test_the_commands_of_the_page_lead_to_a_connector_that_is_installed(tmp_path: Path) -> None:
    commands, _, files = [text for kind, _, text in BLOCKS if kind == "console"]
    assert files.split() == ["$", "crmsync", "new-connector", KINDS["files"], "--kind", "files"]
    assert commands.splitlines() == [
        "$ crmsync new-connector phone",
        "$ cd crmsync-phone",
        "$ pip install -e '.[dev]'",
        "$ pytest",
        "$ crmsync connectors",
    ]
    assert "pip install -e '.[dev]'" in new("source", "phone", tmp_path).output
    target = str(tmp_path / "installed")
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target", target)
    run(tmp_path / "crmsync-phone", "pip", "install", *offline, ".")
    said = run(tmp_path, "crmsync", "connectors", PYTHONPATH=target)
    assert "source phone, from crmsync-phone 0.1.0" in said
    assert "  key: secret; must be given\n    The key of the exchange's API." in said


def test_the_configuration_of_the_page_shows_what_the_connector_tells(tmp_path: Path) -> None:
    [settings] = [text for kind, path, text in BLOCKS if kind == "toml" and not path]
    [commands] = [text for kind, _, text in BLOCKS if kind == "console" and "trial.toml" in text]
    assert len(settings.splitlines()) == 7
    new("source", "phone", tmp_path)
    folder = tmp_path / "crmsync-phone"
    (folder / "crmsync_phone.dist-info").mkdir()
    (folder / "crmsync_phone.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: crmsync-phone\nVersion: 1\n")
    points = "[crmsync.sources]\nphone = crmsync_phone.source:Phone\n"
    (folder / "crmsync_phone.dist-info/entry_points.txt").write_text(points)
    (folder / "trial.toml").write_text(settings)
    shell = commands.removeprefix("$ ").replace("crmsync --", f"{sys.executable} -m crmsync --")
    (folder / "trial.py").write_text(EXCHANGE.replace("bob@", "bea@") + TRIAL.format(shell=shell))
    said = run(folder, "trial", PYTHONPATH=f"{folder}:{folder / 'tests'}")
    assert "Pulled 1 from calls" in said
    assert "bea@example.org" in said
    assert "call (calls c1)" in said


def test_the_laws_on_a_real_account_are_tried_when_asked_for(tmp_path: Path) -> None:
    new("source", "phone", tmp_path)
    folder = tmp_path / "crmsync-phone"
    (folder / LIVE).write_text(told()[LIVE])
    (folder / "tests/conftest.py").write_text(EXCHANGE)
    assert "6 passed" in run(folder, "pytest", "-q", "-p", "no:cacheprovider", "--live", LIVE)


def test_every_law_is_told() -> None:
    source, destination = PAGE.split("| a destination must")
    for contract, text in ((SourceContract, source), (DestinationContract, destination)):
        assert set(re.findall(r"`(test_\w+)`", text)) == set(laws_of(contract))


def test_every_protocol_is_told() -> None:
    named = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert set(named) <= set(crmsync.connector.__all__)
    offered = {
        name
        for name in crmsync.connector.__all__
        if getattr(getattr(crmsync.connector, name), "_is_runtime_protocol", False)
    }
    assert set(named) == offered - {"MayCreate", "LogSettings"}, "those two are of a Config"


@pytest.mark.parametrize("kind", ["source", "files"])
def test_a_connector_takes_fewer_than_120_lines_and_the_page_says_how_many(tmp_path: Path, kind: str) -> None:
    new(kind, KINDS[kind], tmp_path)
    [source] = tmp_path.glob("crmsync-*/crmsync_*/source.py")
    [test] = tmp_path.glob("crmsync-*/tests/test_contract.py")
    own, tests = (len(path.read_text().splitlines()) for path in (source, test))
    assert own < 120
    assert f"in {own} lines, and {tests} for its test" in PAGE or f"in {own} and {tests};" in PAGE
    assert kind != "files" or own + tests < 120, "for files the test is counted, too"


@pytest.mark.parametrize("name", ["Phone", "my_phone", "2nd", "a--b", "-a", "../a", ""])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    refused = new("source", name, tmp_path)
    assert refused.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_name_whose_class_would_hide_another_is_refused(tmp_path: Path) -> None:
    refused = new("source", "caller", tmp_path)
    assert refused.exit_code == 2
    assert "Caller" in refused.output


def test_nothing_is_written_over(tmp_path: Path) -> None:
    new("source", "phone", tmp_path)
    mine = tmp_path / "crmsync-phone/crmsync_phone/source.py"
    mine.write_text("mine")
    assert new("source", "phone", tmp_path).exit_code == 2
    assert mine.read_text() == "mine"
