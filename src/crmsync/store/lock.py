"""One run at a time on a store. The lock dies with its process, so a stale one can't be left behind."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from crmsync.store.engine import StoreError

PATIENCE = 1.0
"""Seconds for which a run tries for the lock: `check` takes it for an instant, and is no other run."""


class LockHeld(Exception):
    """Another run is under way; the message names it."""


@contextmanager
def hold(store: Path, command: str) -> Iterator[None]:
    """Hold the lock of `store` while the block runs. Raises `LockHeld` where another run holds it.

    Raises `StoreError` where its folder does not take the lock's files.
    """
    try:
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = _acquired(store, PATIENCE)
        _sign(_note(store), command)
    except OSError as error:
        raise StoreError(f"{store}: can't be locked ({error.strerror}). Make room, or change [store] url.") from error
    try:
        yield
    finally:
        lock.release()


def holder(store: Path) -> str | None:
    """Who holds the lock of `store` at this moment; None: nobody. It leaves no trace."""
    if not store.with_name(store.name + ".lock").exists():
        return None
    try:
        _acquired(store, 0).release()
    except LockHeld:
        return _holder(_note(store))
    return None


def _acquired(store: Path, patience: float) -> BaseFileLock:
    lock = FileLock(store.with_name(store.name + ".lock"), mode=0o600)
    try:
        lock.acquire(timeout=patience, poll_interval=0.02)
    except Timeout:
        holder = _holder(_note(store))
        raise LockHeld(f"another run holds the store: {holder}. Run again when it has finished.") from None
    return lock


def _note(store: Path) -> Path:
    return store.with_name(store.name + ".lock.holder")


def _sign(note: Path, command: str) -> None:
    started = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with open(note, "w", encoding="utf-8", opener=partial(os.open, mode=0o600)) as file:
        json.dump({"pid": os.getpid(), "command": command, "started": started}, file)


def _holder(note: Path) -> str:
    try:
        found = json.loads(note.read_text())
    except (OSError, ValueError):
        return "it has not said who it is"
    return f"crmsync {found['command']}, process {found['pid']}, since {found['started']}"
