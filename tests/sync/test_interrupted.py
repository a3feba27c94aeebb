"""Ctrl-C: what was done is saved, a message says so, exit code 130, and the next run goes on from there."""

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest
from endings import keeps_secrets, says
from nursery import Ended
from small_world import NOW, SmallWorld, end
from worlds import Beginnings

from crmsync_sandbox.meter import Call, Stage


@dataclass(slots=True)
class Interrupter:
    """Presses Ctrl-C in process `pid` at the n-th request of a service, after its effect."""

    service: str
    at: int
    pid: int = 0
    seen: int = 0

    def __call__(self, stage: Stage, call: Call) -> None:
        if stage is Stage.AFTER_EFFECT and call.service == self.service:
            self.seen += 1
            if self.seen == self.at:
                while not self.pid:
                    pass
                os.kill(self.pid, signal.SIGINT)


def interrupted(world: SmallWorld, folder: Path, interrupter: Interrupter) -> Ended:
    world.sandbox.hooks.append(interrupter)
    words = ("--json", "backfill", "--yes", "--as-of", NOW.isoformat())
    interrupter.pid = world.nursery.start(folder, *words)
    ended = world.nursery.wait(folder)
    world.sandbox.hooks.remove(interrupter)
    return ended


@pytest.mark.parametrize(
    ("service", "at"), [("gmail", 1), ("gmail", 5), ("gmail", 11), ("hubspot", 1), ("hubspot", 8), ("hubspot", 10)]
)
def test_an_interrupted_backfill_is_saved_and_gone_on_with(
    ready: SmallWorld, beginnings: Beginnings, service: str, at: int
) -> None:
    folder = ready.folder()
    ended = interrupted(ready, folder, Interrupter(service=service, at=at))
    says(ended, 130, "interrupted; what was done is saved. Run it again to go on.")
    assert ended.json["status"] == "interrupted"
    keeps_secrets(folder, ended)
    assert json.loads(ready.done(folder, "runs").out)[0]["status"] == "interrupted"
    ready.done(folder, "backfill", "--yes")
    assert end(ready, folder) == beginnings.end
