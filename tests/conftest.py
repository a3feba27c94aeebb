"""What holds for all tests, and what is made once for all tests of a process."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.append(str(Path(__file__).parent / "sync"))

if TYPE_CHECKING:
    from nursery import Nursery
    from worlds import Beginnings


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the garbage collector need not go through it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> None:
    from compiling import share

    share()


@pytest.fixture(scope="session")
def nursery() -> "Iterator[Nursery]":
    """Of tests/sync; other folders begin in its worlds too."""
    from nursery import Nursery

    with Nursery() as made:
        yield made


@pytest.fixture(scope="session")
def beginnings(nursery: "Nursery", tmp_path_factory: pytest.TempPathFactory) -> "Beginnings":
    """Of tests/sync, as well."""
    from worlds import begin

    return begin(nursery, tmp_path_factory.mktemp("beginnings"))
