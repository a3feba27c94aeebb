"""Opening a store: the file, its rights, its transactions, its migrations; and what its errors mean."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from crmsync.store.kept import drop

HEAD = "0012"
"""The newest migration; a store at it is opened without asking alembic."""

BUSY_SECONDS = 30

READER_SECONDS = 2
"""How long a program that only looks is waited for."""


class StoreError(Exception):
    """The store can't be read or written. The message says what to do."""


class NoStore(StoreError):
    """There is no store yet."""


class ChangedMeanwhile(StoreError):
    """What is asked for late is not as it was when the rest was read."""

    def __init__(self) -> None:
        super().__init__("What was being read was changed meanwhile, by another run. Run it again.")


def open_engine(url: str, *, create: bool) -> Engine:
    """The engine of the store at `url`, migrated to `HEAD`. Raises `NoStore` where there is none and none is wanted."""
    path = _path(url)
    if path:
        _prepare(path, create=create)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS} if path else {})
    if path:
        event.listen(engine, "connect", _settings)
        event.listen(engine, "begin", _begin)
    with errors(url):
        _migrate(engine, create=create)
    return engine


@contextmanager
def errors(where: str) -> Iterator[None]:
    """What a database says, as a `StoreError` for a person."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"{where}: {_meaning(str(error.orig))}") from error


def _meaning(said: str) -> str:
    if "full" in said or "disk I/O" in said:
        return f"the disk is full or can't be written ({said}). Nothing is half-written; make room and run again."
    if "locked" in said:
        return f"another program holds the store ({said}). Run again when it has finished."
    if "not a database" in said or "malformed" in said:
        return f"this is no store of crmsync ({said}). Name another file at [store] url, or restore a copy."
    return f"the database says: {said}"


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the write lock from its first statement, so that it can't fail half way for it.

    An answer that was kept does not hold any more.
    """
    with (
        errors(engine.url.render_as_string()),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        drop(connection)
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    with errors(engine.url.render_as_string()), engine.connect() as connection:
        yield connection


def scrub(engine: Engine) -> None:
    """Nothing of deleted rows stays in any of the store's files: neither in pages nor in the write-ahead log.

    Raises `StoreError` where another program is reading: then something may be left.
    """
    with errors(engine.url.render_as_string()), engine.connect().execution_options(alone=True) as connection:
        connection.exec_driver_sql("VACUUM")  # `secure_delete` leaves what pages held before their rows moved on
        connection.exec_driver_sql(f"PRAGMA busy_timeout={READER_SECONDS * 1000}")
        [busy, *_] = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    if busy:
        raise StoreError(f"{engine.url}: another program reads the store, so a copy may be left. Run it again.")


def _path(url: str) -> Path | None:
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _prepare(path: Path, *, create: bool) -> None:
    """Only the owner may read it; SQLite gives its side files the same rights."""
    if path.exists():
        return
    if not create:
        raise NoStore(f"{path}: there is no store yet. Run `crmsync backfill` first.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"{path}: can't be created ({error.strerror}). Name another file at [store] url.") from error


def _settings(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`, not by the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("alone"):  # what can't run within a transaction
        return
    writes = options.get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine, *, create: bool) -> None:
    found = _version(engine)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise StoreError(f"{engine.url}: made by a newer crmsync (store version {found}). Install that version.")
    if found is None and not create:
        raise NoStore(f"{engine.url}: there is no store yet. Run `crmsync backfill` first.")
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "crmsync:store/migrations")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
