"""One run at a time on a store."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from crmsync.store.lock import LockHeld, hold
from crmsync.store.store import locked

HOLD = """
import sys
from crmsync.store.store import locked

with locked(sys.argv[1], "backfill"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_run(store: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until it ends."""
    words = [sys.executable, "-c", HOLD, f"sqlite:///{store}"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "held\n"
        yield run
        run.kill()


def is_free(store: Path) -> bool:
    try:
        with hold(store, "sync"):
            return True
    except LockHeld:
        return False


def test_who_holds_it_is_named(tmp_path: Path) -> None:
    store = tmp_path / "crmsync.db"
    with another_run(store) as run, pytest.raises(LockHeld) as caught, hold(store, "sync"):
        raise AssertionError("both hold it")
    assert f"crmsync backfill, process {run.pid}, since 20" in str(caught.value)


def test_it_dies_with_its_process(tmp_path: Path) -> None:
    store = tmp_path / "crmsync.db"
    with another_run(store) as run:
        assert not is_free(store)
        run.kill()
        run.wait()
        assert is_free(store)


def test_it_is_free_after_a_run_that_failed(tmp_path: Path) -> None:
    store = tmp_path / "crmsync.db"
    with pytest.raises(RuntimeError), hold(store, "sync"):
        raise RuntimeError
    assert is_free(store)


def test_within_one_process_it_is_held_once_too(tmp_path: Path) -> None:
    with hold(tmp_path / "crmsync.db", "sync"):
        assert not is_free(tmp_path / "crmsync.db")


def test_who_only_looks_whether_it_is_free_keeps_no_run_out(tmp_path: Path) -> None:
    store = tmp_path / "crmsync.db"
    looking = FileLock(tmp_path / "crmsync.db.lock", thread_local=False)
    looking.acquire()
    done = threading.Timer(0.1, looking.release)
    done.start()
    assert is_free(store)
    done.join()


def test_another_store_s_lock_is_another(tmp_path: Path) -> None:
    with hold(tmp_path / "crmsync.db", "sync"):
        assert is_free(tmp_path / "other.db")


def test_a_holder_that_left_no_note_is_not_guessed(tmp_path: Path) -> None:
    store = tmp_path / "crmsync.db"
    with hold(store, "sync"):
        (tmp_path / "crmsync.db.lock.holder").write_text("not json")
        with pytest.raises(LockHeld, match="has not said who it is"), hold(store, "sync"):
            raise AssertionError("both hold it")


def test_the_folder_of_a_new_store_is_made_for_the_lock(tmp_path: Path) -> None:
    with locked(f"sqlite:///{tmp_path}/new/folder/crmsync.db", "backfill"):
        assert (tmp_path / "new" / "folder" / "crmsync.db.lock").exists()
