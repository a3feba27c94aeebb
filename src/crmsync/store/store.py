"""The store as the shell holds it: transactions and the lock. Queries are functions of a transaction."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

from crmsync.store.engine import open_engine, reading, scrub, writing
from crmsync.store.lock import hold, holder


class Store:
    """The store at `url`. Raises `NoStore` where there is none and `create` is not set, `StoreError` else."""

    def __init__(self, url: str, *, create: bool = False) -> None:
        self._engine: Engine = open_engine(url, create=create)

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction: all of it happens, or nothing."""
        return writing(self._engine)

    def read(self) -> AbstractContextManager[Connection]:
        return reading(self._engine)

    def scrub(self) -> None:
        """What was deleted is in none of the store's files any more."""
        scrub(self._engine)

    def close(self) -> None:
        self._engine.dispose()


def locked_by(url: str) -> str | None:
    """Who holds the one lock on the store at `url`; None: nobody."""
    return holder(Path(make_url(url).database or ""))


@contextmanager
def locked(url: str, command: str) -> Iterator[None]:
    """Hold the one lock on the store at `url` while the block runs. Raises `LockHeld`."""
    database = make_url(url).database
    if database is None:
        raise ValueError(f"{url} names no file")
    with hold(Path(database), command):
        yield
