"""Real stores: SQLite files in a folder of their own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

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
