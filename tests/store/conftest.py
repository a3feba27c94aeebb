"""Real stores: SQLite files in a folder of their own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, event

from crmsync.store.store import Store

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store without any row, to be copied."""
    path = tmp_path_factory.mktemp("made") / "crmsync.db"
    Store(f"sqlite:///{path}", create=True).close()
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "crmsync.db"
    shutil.copy2(made, copy)
    return copy


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def most_values() -> Iterator[list[int]]:
    """How many values each statement takes, other than the rows of an insert."""
    counts: list[int] = []

    def count(_: object, __: object, ___: str, values: object, ____: object, many: bool) -> None:
        counts.append(0 if many or not isinstance(values, tuple) else len(values))

    event.listen(Engine, "before_cursor_execute", count)
    yield counts
    event.remove(Engine, "before_cursor_execute", count)
