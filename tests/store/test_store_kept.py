"""An answer that is kept holds for who asks the same, in its time, until anything is written."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crmsync.store import journal, kept
from crmsync.store.kept import Kept, recall
from crmsync.store.store import Store

SINCE = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(hours=22)
ANSWER = {"named": ["Łukasz"], "places": 3}


@pytest.fixture
def answered(store: Store) -> Store:
    with store.write() as tx:
        kept.keep(tx, Kept(settings="mine", since=SINCE, until=UNTIL, answer=ANSWER))
    return store


@pytest.mark.usefixtures("answered")
def test_it_is_told_to_who_asks_the_same_while_it_holds(path: Path) -> None:
    assert recall(path, "mine", SINCE) == ANSWER
    assert recall(path, "mine", UNTIL - timedelta(seconds=1)) == ANSWER


@pytest.mark.usefixtures("answered")
def test_it_holds_for_no_other_time_and_no_other_settings(path: Path) -> None:
    assert recall(path, "mine", SINCE - timedelta(seconds=1)) is None
    assert recall(path, "mine", UNTIL) is None
    assert recall(path, "another", SINCE) is None


def test_whatever_is_written_drops_it(answered: Store, path: Path) -> None:
    with answered.write() as tx:
        journal.begin(tx, "sync", SINCE)
    assert recall(path, "mine", SINCE) is None


def test_even_a_transaction_that_writes_nothing_drops_it_and_one_that_fails_does_not(
    answered: Store, path: Path
) -> None:
    with pytest.raises(ZeroDivisionError), answered.write():
        raise ZeroDivisionError
    assert recall(path, "mine", SINCE) == ANSWER
    with answered.write():
        pass
    assert recall(path, "mine", SINCE) is None


def test_what_was_in_it_is_erased_with_it(answered: Store, path: Path) -> None:
    with answered.write():
        pass
    answered.close()
    assert json.dumps(ANSWER["named"], ensure_ascii=False).encode() not in path.read_bytes()


def test_another_takes_its_place(answered: Store, path: Path) -> None:
    with answered.write() as tx:
        kept.keep(tx, Kept(settings="mine", since=SINCE, until=UNTIL, answer=[]))
    assert recall(path, "mine", SINCE) == []


def test_where_there_is_no_store_none_is_made(tmp_path: Path) -> None:
    assert recall(tmp_path / "none.db", "mine", SINCE) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_store_holds_none(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database " * 100)
    sqlite3.connect(tmp_path / "empty").close()
    assert [recall(tmp_path / name, "mine", SINCE) for name in ("text", "empty")] == [None, None]


def test_it_is_told_while_somebody_writes(answered: Store, path: Path) -> None:
    with answered.write():
        assert recall(path, "mine", SINCE) == ANSWER
