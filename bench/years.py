"""A folder with a generated year pulled and pushed by the real commands, as a user's is in the morning.

python bench/years.py FOLDER {"messages": 3200, "people": 400}
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from crmsync_sandbox import trial
from crmsync_sandbox.generate.year import year
from crmsync_sandbox.server import Sandbox

SCALE = 0.005


def main() -> None:
    folder, asked = Path(sys.argv[1]), json.loads(sys.argv[2])
    told = year(until=datetime.now(UTC), **asked)
    with Sandbox(window_scale=SCALE) as sandbox:
        sandbox.fill(told.life)
        sandbox.portal.people.add_owner(told.life.owner)
        config = trial.write(folder, sandbox, told.life.owner, SCALE, told.truth.owner.addresses)
        for command in ("setup", "backfill"):
            words = [sys.executable, "-m", "crmsync", "--config", str(config), command, "--yes"]
            subprocess.run(words, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main()
