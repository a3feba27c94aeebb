"""One nursery for the whole folder, one small world a test."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from nursery import Nursery
from small_world import NOW, SCALE, SmallWorld

from crmsync_sandbox.server import Sandbox


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made


@pytest.fixture
def world(nursery: Nursery, tmp_path: Path) -> Iterator[SmallWorld]:
    with Sandbox(window_scale=SCALE, now=lambda: NOW - timedelta(days=30)) as sandbox:
        made = SmallWorld(sandbox=sandbox, nursery=nursery, tmp=tmp_path)
        made.fill()
        yield made
