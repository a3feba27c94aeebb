"""Opening a store: its rights, its migrations, and what its errors mean."""

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from crmsync.store import engine, facts
from crmsync.store.engine import HEAD, NoStore, StoreError
from crmsync.store.lock import hold
from crmsync.store.store import Store
from crmsync.store.tables import metadata


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def tables(path: Path) -> set[str]:
    database = sqlite3.connect(path)
    try:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    finally:
        database.close()


def test_only_the_owner_may_read_any_of_its_files(tmp_path: Path) -> None:
    store = Store(url(tmp_path / "new" / "crmsync.db"), create=True)
    with store.write() as tx, hold(tmp_path / "new" / "crmsync.db", "sync"):
        facts.leave_out(tx, "mail", ["1"], "never-log")
        found = {path.name: rights(path) for path in (tmp_path / "new").iterdir()}
    store.close()
    assert found == dict.fromkeys(
        ("crmsync.db", "crmsync.db-wal", "crmsync.db-shm", "crmsync.db.lock", "crmsync.db.lock.holder"), 0o600
    )
    assert rights(tmp_path / "new") == 0o700


def test_what_is_deleted_is_wiped_from_the_file(store: Store, path: Path) -> None:
    with store.write() as tx:
        facts.leave_out(tx, "mail", ["remember-me"], "CANARY reason")
    with store.write() as tx:
        facts.forget(tx, "mail", ["remember-me"])
    store.close()
    assert b"CANARY" not in path.read_bytes()


def test_what_is_committed_has_reached_the_disk_itself(store: Store) -> None:
    """So it is there after a loss of power, too."""
    with store.write() as tx:
        assert tx.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_looking_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(NoStore, match="backfill"):
        Store(url(tmp_path / "crmsync.db"))
    assert list(tmp_path.iterdir()) == []


def test_looking_makes_no_store_of_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "crmsync.db").touch()
    with pytest.raises(NoStore, match="backfill"):
        Store(url(tmp_path / "crmsync.db"))
    assert tables(tmp_path / "crmsync.db") == set()


def test_the_migrations_make_exactly_the_tables(store: Store) -> None:
    with store.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_head_that_is_opened_without_asking_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "crmsync:store/migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_migration_that_fails_leaves_nothing_and_can_be_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "crmsync.db"

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power goes")

    with monkeypatch.context() as patched:
        patched.setattr(op, "create_index", fail)
        with pytest.raises(RuntimeError, match="power"):
            Store(url(path), create=True)
    assert tables(path) == set()
    Store(url(path), create=True).close()
    assert {"interactions", "journal", "alembic_version"} <= tables(path)


def test_a_store_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer crmsync \(store version 9999\)"):
        Store(url(path), create=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("create", [True, False])
def test_another_file_is_no_store_and_is_left_alone(tmp_path: Path, create: bool) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ben, " * 1000)
    with pytest.raises(StoreError, match="no store of crmsync"):
        Store(url(letter), create=create)
    assert letter.read_text() == "Dear Ben, " * 1000


def test_a_torn_file_says_so(path: Path) -> None:
    torn = path.read_bytes()
    path.write_bytes(torn[:4096] + b"\xff" * (len(torn) - 4096))
    with pytest.raises(StoreError, match="no store of crmsync"):
        Store(url(path))


def test_a_place_where_no_file_can_be_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"can't be created \(.+\)\. Name another file at \[store\] url"):
        Store(url(tmp_path / "file" / "crmsync.db"), create=True)


def test_an_error_names_the_store(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "HEAD", "0000")
    with pytest.raises(StoreError) as caught:
        Store(url(path))
    assert str(path) in str(caught.value)


def test_a_copy_of_a_store_is_a_store(store: Store, path: Path, tmp_path: Path) -> None:
    with store.write() as tx:
        facts.leave_out(tx, "mail", ["1"], "never-log")
    store.close()
    shutil.copy2(path, tmp_path / "copy.db")
    copy = Store(url(tmp_path / "copy.db"))
    with copy.read() as tx:
        assert facts.known(tx, "mail", ["1"]) == {"1"}
    copy.close()
