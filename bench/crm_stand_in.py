"""A HubSpot in a process of its own, so that its work is not counted as ours.

python bench/crm_stand_in.py {"folder": "…", "people": 10000, "scale": 1.0}

It writes a configuration into the folder and says a line of JSON when it is ready; then, for each line on stdin, what
it has counted, and begins to count anew. Its clock is a month late: to us nobody in it is new.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crmsync_sandbox import trial
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.meter import Call, Stage
from crmsync_sandbox.server import Sandbox

OWNER = "ann@example.com"
READ = "contacts/batch/read"


def main() -> None:
    asked = json.loads(sys.argv[1])
    times: list[tuple[float, Call]] = []

    def heard(stage: Stage, call: Call) -> None:
        if stage is Stage.AFTER_EFFECT:
            times.append((time.monotonic(), call))

    with Sandbox(window_scale=asked["scale"], now=lambda: datetime.now(UTC) - timedelta(days=30)) as sandbox:
        sandbox.hooks.append(heard)
        sandbox.portal.load(*(CrmContact(email=email) for email in emails(asked["people"])))
        trial.write(Path(asked["folder"]), sandbox, OWNER, asked["scale"], sources=["mail"])
        say({"ready": True})
        for _ in sys.stdin:
            say(counted(times))
            times.clear()


def counted(times: list[tuple[float, Call]]) -> dict[str, float]:
    """`seconds`: from the first contact that is looked up to the last request."""
    first = next((at for at, call in times if READ in call.path), times[0][0]) if times else 0.0
    return {
        "requests": len(times),
        "refused": sum(call.status == 429 for _, call in times),
        "seconds": times[-1][0] - first if times else 0.0,
    }


def emails(people: int) -> Iterator[str]:
    return (f"p{n}@firm{n % 700}.test" for n in range(people))


def say(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
