"""One run at a time on a store. The lock dies with its process, so a stale one can't be left behind."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout


class LockHeld(Exception):
    """Another run is under way; the message names it."""


@contextmanager
def hold(store: Path, command: str) -> Iterator[None]:
    """Hold the lock of `store` while the block runs. Raises `LockHeld` at once where another run holds it."""
    note = store.with_name(store.name + ".lock.holder")
    lock = FileLock(store.with_name(store.name + ".lock"), mode=0o600)
    try:
        with lock.acquire(timeout=0):
            started = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            with open(note, "w", encoding="utf-8", opener=partial(os.open, mode=0o600)) as file:
                json.dump({"pid": os.getpid(), "command": command, "started": started}, file)
            yield
    except Timeout:
        raise LockHeld(f"another run holds the store: {_holder(note)}. Run again when it has finished.") from None


def _holder(note: Path) -> str:
    try:
        found = json.loads(note.read_text())
    except (OSError, ValueError):
        return "it has not said who it is"
    return f"crmsync {found['command']}, process {found['pid']}, since {found['started']}"
