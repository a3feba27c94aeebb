"""`crmsync sandbox`: stand-ins for others to use, with a folder from which every command works."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

MODULE = [sys.executable, "-m", "crmsync"]


def crmsync(config: str, *words: str) -> Any:
    done = subprocess.run(
        [*MODULE, "--config", config, "--json", *words], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


def test_the_stand_ins_serve_until_they_are_interrupted(tmp_path: Path) -> None:
    words = ["sandbox", "--port", "0", "--folder", str(tmp_path), "--window-scale", "0.01"]
    with subprocess.Popen([*MODULE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        told = json.loads(running.stdout.readline())
        assert set(told) == {"url", "config", "back_door"}
        assert "crmsync_last_contact" in crmsync(told["config"], "setup", "--yes")["created"]["crm"]
        run = crmsync(told["config"], "backfill", "--dry-run")
        assert run["pulled"]["mail"] > 1000
        assert run["pulled"]["calendar"] > 300
        assert run["pulled"]["address-book"] > 100
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
        assert (running.stdout.read(), running.stderr.read()) == ("", "")
