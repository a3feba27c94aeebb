"""One run at a time on a store: another is named, a dead one is no obstacle, and looking is always possible."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from endings import says
from nursery import Ended
from worlds import Lived

from crmsync_sandbox.meter import Call, Stage


def elsewhere(folder: Path, *words: str) -> Ended:
    """The same command line from another terminal."""
    command = [sys.executable, "-m", "crmsync", "--config", str(folder / "config.toml"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return Ended(code=done.returncode, out=done.stdout, err=done.stderr)


def during_a_sync(lived: Lived, *words: str) -> tuple[int, Ended, Ended]:
    """The process of a sync and its end, and the end of what ran while it waited for its first answer."""
    meanwhile: list[Ended] = []

    def hook(stage: Stage, call: Call) -> None:
        if not meanwhile and call.service == "gmail":
            meanwhile.append(elsewhere(lived.folder, *words))

    lived.world.sandbox.hooks.append(hook)
    process = lived.world.nursery.start(lived.folder, "--json", "sync")
    return process, lived.world.nursery.wait(lived.folder), meanwhile[0]


def test_a_second_run_is_refused_and_told_who_holds_the_store(lived: Lived) -> None:
    process, first, second = during_a_sync(lived, "--json", "sync")
    says(second, 3, f"another run holds the store: crmsync sync, process {process}, since 20", "Run again when")
    assert second.out == ""
    assert (first.code, first.json["status"]) == (0, "done")


def test_looking_is_possible_while_a_run_holds_the_store(lived: Lived) -> None:
    _, first, look = during_a_sync(lived, "status")
    assert (first.code, look.code) == (0, 0)


def test_the_lock_of_a_killed_run_is_no_lock(lived: Lived) -> None:
    processes: list[int] = []

    def hook(stage: Stage, call: Call) -> None:
        if processes:
            os.kill(processes.pop(), signal.SIGKILL)

    lived.world.sandbox.hooks.append(hook)
    processes.append(lived.world.nursery.start(lived.folder, "sync"))
    assert lived.world.nursery.wait(lived.folder).code == -signal.SIGKILL
    lived.world.done(lived.folder, "sync")
