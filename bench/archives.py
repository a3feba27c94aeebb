"""A pull of an mbox file in a process of its own, measured: processor time, peak memory.

python bench/archives.py {"folder": …, "bytes": 20000000}
"""

import json
import resource
import sys
import time
from pathlib import Path

from pulling import Nothing

from crmsync.retry import Caller
from crmsync_files.source import Files, FilesSettings

BODY = "a line of a body, as long as such lines usually are, which is some seventy letters\n" * 100


class Anybody(Nothing):
    own = ()


def write(path: Path, size: int) -> int:
    """Messages of about eight kilobytes; how many."""
    number = 0
    with path.open("w") as file:
        while file.tell() < size:
            number += 1
            file.write(
                f"From - Mon Jan  5 09:00:00 2026\nFrom: Bob <bob{number % 300}@example.org>\nTo: ann@example.com\n"
            )
            file.write(f"Message-ID: <{number}@example.org>\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n\n{BODY}\n")
    return number


def main() -> None:
    asked = json.loads(sys.argv[1])
    path = Path(asked["folder"]) / "all.mbox"
    written = write(path, asked["bytes"])
    spent = time.process_time()
    source = Files(FilesSettings(path=path), account=None, caller=Caller())
    told = sum(len(page.records) for page in source.pull(None, Anybody()))
    assert told == written
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"processor": time.process_time() - spent, "peak": peak}))


if __name__ == "__main__":
    main()
