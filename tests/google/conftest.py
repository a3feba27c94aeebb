"""Ann's world, new for each test."""

from collections.abc import Iterator

import pytest
from gmail_world import PLENTY, World

from crmsync_sandbox.server import Sandbox


@pytest.fixture
def world() -> Iterator[World]:
    """Its quota is out of the way: tests of the quota set it."""
    with Sandbox(window_scale=0.01) as sandbox:
        world = World(sandbox)
        world.mailbox.quota.units_per_minute = PLENTY
        yield world
