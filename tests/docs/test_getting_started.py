"""The first session of docs/getting-started.md, run as it stands there by a new user's shell."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/getting-started.md").read_text().partition("## With your own accounts")[0]
INSTALLING = ("git clone", "make ", "export PATH=")
"""What is done already where tests run."""
MOST_SECONDS = 110
BROWSER = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()"


@dataclass(slots=True)
class Step:
    """A command, and the lines of its output that the page shows."""

    command: str
    shown: list[str] = field(default_factory=list)


def steps() -> Iterator[Step]:
    step: Step | None = None
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                if step:
                    yield step
                step = Step(line[2:])
            elif step and step.command.endswith("\\"):
                step.command = f"{step.command[:-1]}{line.lstrip()}"
            elif step:
                step.shown.append(line)
    if step:
        yield step


@dataclass(slots=True)
class Shell:
    """A new user's, in an empty folder."""

    folder: Path
    environment: dict[str, str]
    port: int
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, command: str) -> str:
        """What it prints, on stdout and stderr. What ends with & goes on beside."""
        command = command.replace("127.0.0.1:8700", f"127.0.0.1:{self.port}")
        if command.endswith(" &"):
            return self._beside(command.removesuffix(" &") + f" --port {self.port}")
        if export := re.fullmatch(r'export (\w+)="(.*)"', command):
            self.environment[export[1]] = export[2].replace("$PWD", str(self.folder))
            return ""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout + done.stderr

    def _beside(self, command: str) -> str:
        with (self.folder / "beside").open("wb") as out:
            words = command.split()
            self.started.append(subprocess.Popen(words, cwd=self.folder, env=self.environment, stdout=out))
        ends = time.monotonic() + 60
        while not (told := (self.folder / "beside").read_text()).endswith("\n") and time.monotonic() < ends:
            time.sleep(0.05)
        return told.replace(f":{self.port}", ":8700")


@contextmanager
def shell(folder: Path) -> Iterator[Shell]:
    (folder / "browser.py").write_text(BROWSER)
    _takeout(folder / "takeout-001.zip")
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    browser = f"{sys.executable} {folder / 'browser.py'} %s"
    environment = {"PATH": programs, "HOME": str(folder), "BROWSER": browser, "LANG": "C.UTF-8"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    made = Shell(folder, environment, port)
    try:
        yield made
    finally:
        for process in made.started:
            process.send_signal(signal.SIGINT)
            process.wait(10)


def _takeout(path: Path) -> None:
    """Of a mail and its answer."""
    mails = [
        ("Bob <bob@example.org>", "ann@example.com", "<1@example.org>", "Inbox", ""),
        ("ann@example.com", "bob@example.org", "<2@example.com>", "Sent", "In-Reply-To: <1@example.org>\n"),
    ]
    text = "".join(
        f"From {number}@xxx Mon Jan 05 09:0{number}:00 +0000 2026\nX-GM-THRID: 7\nX-Gmail-Labels: {label}\n"
        f"Date: Mon, 5 Jan 2026 09:0{number}:00 +0000\nFrom: {sender}\nTo: {to}\nMessage-ID: {id}\n{more}\nWords.\n\n"
        for number, (sender, to, id, label, more) in enumerate(mails)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Takeout/Mail/All mail.mbox", text)


def pattern(shown: str) -> str:
    """Numbers differ from day to day, and … stands for anything."""
    parts = (re.escape(part) for part in shown.split("…"))
    return ".*".join(re.sub(r"\d+", r"\\d+", part) for part in parts)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
@pytest.mark.timeout(180)
def test_the_session_runs_as_it_is_written_and_in_little_time(tmp_path: Path) -> None:
    began = time.monotonic()
    with shell(tmp_path) as user:
        for step in steps():
            if step.command.startswith((*INSTALLING, "kill ")):
                continue
            told = user.run(step.command)
            for line in step.shown:
                assert re.search(pattern(line), told, re.MULTILINE), f"{step.command} did not print: {line}\n{told}"
    assert time.monotonic() - began < MOST_SECONDS


def test_the_session_has_every_step_from_the_clone_to_the_first_task() -> None:
    commands = " ".join(step.command for step in steps())
    parts = [
        "git clone",
        "make ",
        "crmsync sandbox",
        "crmsync init",
        "crmsync backfill",
        "objects/tasks",
        "crmsync next",
        "crmsync report",
        "crmsync schedule",
        "--files",
    ]
    places = [commands.index(part) for part in parts]
    assert places == sorted(places)
