"""A HubSpot in a process of its own, so that its work is not counted as ours.

python bench/crm_stand_in.py {"folder": "…", "people": 10000, "scale": 1.0}

It writes a configuration into the folder and says a line of JSON when it is ready; then, for each line on stdin, what
it has counted, and begins to count anew. Its clock is a month late: to us nobody in it is new.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crmsync_sandbox import trial
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.meter import Call, Stage
from crmsync_sandbox.server import Sandbox

OWNER = "ann@example.com"
READ = "contacts/batch/read"
SCHEMA = "/properties/"
TASKS = "/objects/tasks/batch/read"
WINDOW = 10.0
BURST = 100
"""Requests that HubSpot allows in so many seconds."""


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
            say(counted(times, WINDOW * asked["scale"]))
            times.clear()


def counted(times: Sequence[tuple[float, Call]], window: float) -> dict[str, float]:
    """`searches` and `task_reads` are among the `requests`; the rest as `paced` tells it."""
    paths = [call.path for _, call in times]
    return {
        "requests": len(times),
        "refused": sum(call.status == 429 for _, call in times),
        "searches": sum(path.endswith("/search") for path in paths),
        "task_reads": sum(TASKS in path for path in paths),
        **paced(times, window),
    }


def paced(times: Sequence[tuple[float, Call]], window: float) -> dict[str, float]:
    """Seconds: `taken` from the first contact that is looked up to the last request, and how many HubSpot's limit asks
    for at `least`. Neither holds the time between reading and writing in which nothing is asked, `planning`.
    """
    first = next((place for place, (_, call) in enumerate(times) if READ in call.path), None)
    if first is None:
        return {"taken": 0.0, "least": 0.0, "planning": 0.0}
    asked = times[first:]
    reads = next((place for place, (_, call) in enumerate(asked) if SCHEMA in call.path), len(asked))
    planning = asked[reads][0] - asked[reads - 1][0] if reads < len(asked) else 0.0
    taken = asked[-1][0] - asked[0][0] - planning
    return {"taken": taken, "least": least(len(asked), reads, planning, window) - planning, "planning": planning}


def least(requests: int, reads: int, planning: float, window: float) -> float:
    """Seconds from the first to the last request where each goes out as soon as the limit lets it, and those after the
    reads only once it is planned what to write.
    """
    at: list[float] = []
    for number in range(requests):
        ready = at[reads - 1] + planning if number >= reads else 0.0
        at.append(max(ready, at[number - BURST] + window if number >= BURST else 0.0))
    return at[-1]


def emails(people: int) -> Iterator[str]:
    return (f"p{n}@firm{n % 700}.test" for n in range(people))


def say(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
