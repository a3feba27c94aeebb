"""Transactions: together or not at all, beside readers, and on a full disk."""

import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from told_facts import MAIL, progress

from crmsync.connector import Contact
from crmsync.store import engine, facts
from crmsync.store import progress as places
from crmsync.store.engine import StoreError
from crmsync.store.store import Store
from crmsync.store.tables import UtcTime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGE = [Contact(id=str(n), addresses=(), name="x" * 4000) for n in range(500)]


def test_a_reader_sees_what_was_there_while_another_writes(store: Store, path: Path) -> None:
    other = Store(f"sqlite:///{path}")
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
        with other.read() as look:
            assert facts.known(look, "mail", ["m1"]) == set()
    with other.read() as look:
        assert facts.known(look, "mail", ["m1"]) == {"m1"}
    other.close()


def test_a_reader_s_picture_does_not_move_under_it(store: Store) -> None:
    with store.read() as look:
        assert facts.known(look, "mail", ["m1"]) == set()
        with store.write() as tx:
            facts.add(tx, "mail", [MAIL])
        assert facts.known(look, "mail", ["m1"]) == set()


def test_two_who_write_take_turns_and_who_waits_too_long_is_told(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    other = Store(f"sqlite:///{path}")
    with store.write(), pytest.raises(StoreError, match="another program holds the store"), other.write():
        raise AssertionError("both write")
    with other.write() as tx:
        facts.add(tx, "mail", [MAIL])
    other.close()


def write_too_much(store: Store) -> None:
    with store.write() as tx:
        places.save(tx, "mail", progress("place 2"))
        facts.add(tx, "mail", LARGE)


def test_a_full_disk_says_so_and_leaves_nothing_half_written(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [MAIL])
        places.save(tx, "mail", progress("place 1"))
        tx.exec_driver_sql("PRAGMA max_page_count = 100")
    with pytest.raises(StoreError, match="disk is full"):
        write_too_much(store)
    with store.read() as look:
        assert list(facts.all_contacts(look)) == []
        assert places.load(look, "mail") == progress("place 1")


WRITE_TO_THE_LIMIT = """
import resource, signal, sys
from crmsync.connector import Contact, Cursor
from crmsync.store import facts, progress
from crmsync.store.engine import StoreError
from crmsync.store.store import Store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
store = Store(sys.argv[1])
try:
    for page in range(100):
        with store.write() as tx:
            facts.add(tx, "book", [Contact(id=f"{page}:{n}", addresses=(), name="x" * 4000) for n in range(10)])
            progress.save(tx, "book", progress.Progress(cursor=Cursor(str(page))))
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="this system bounds no file")
def test_where_the_system_refuses_a_write_the_last_whole_page_stands(store: Store, path: Path) -> None:
    url = f"sqlite:///{path}"
    ended = subprocess.run([sys.executable, "-c", WRITE_TO_THE_LIMIT, url], capture_output=True, text=True, check=True)
    assert "the disk is full or can't be written" in ended.stdout
    with store.read() as look:
        place = places.load(look, "book")
        held = list(facts.all_contacts(look))
    assert place is not None
    assert place.cursor is not None
    assert len(held) == 10 * (int(place.cursor) + 1)


TIMES = st.timedeltas(timedelta(days=-700_000), timedelta(days=2_900_000)).map(lambda ago: EPOCH + ago)


@given(TIMES, st.integers(-720, 720))
def test_a_time_comes_out_as_the_same_moment_to_the_millisecond(at: datetime, minutes: int) -> None:
    kind, dialect = UtcTime(), sqlite.dialect()
    local = at.astimezone(timezone(timedelta(minutes=minutes)))
    stored = kind.process_bind_param(local, dialect)
    back = kind.process_result_value(stored, dialect)
    assert back is not None
    assert back.utcoffset() == timedelta()
    assert abs(back - at) < timedelta(milliseconds=1)
    assert kind.process_bind_param(back, dialect) == stored


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcTime().process_bind_param(datetime.fromisoformat("2026-11-18T09:00"), sqlite.dialect())


def test_no_time_is_no_time() -> None:
    assert UtcTime().process_bind_param(None, sqlite.dialect()) is None
    assert UtcTime().process_result_value(None, sqlite.dialect()) is None
