"""The worlds that tests begin with: services filled and untouched, set up, or with a backfill behind them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from nursery import Nursery
from small_world import NOW, SCALE, End, SmallWorld, Start, end

from crmsync_sandbox.server import Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginnings:
    """Made once, by the real commands, and given to every test that begins there."""

    set_up: Start
    lived: Start
    end: End
    """Where an undisturbed backfill leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A world with a backfill behind it, and the folder whose store knows it."""

    world: SmallWorld
    folder: Path


@contextmanager
def _opened(nursery: Nursery, tmp: Path) -> Iterator[SmallWorld]:
    with Sandbox(window_scale=SCALE, now=lambda: NOW - timedelta(days=30)) as sandbox:
        made = SmallWorld(sandbox=sandbox, nursery=nursery, tmp=tmp)
        made.fill()
        yield made


def begin(nursery: Nursery, tmp: Path) -> Beginnings:
    """Both starts, from one world."""
    with _opened(nursery, tmp) as world:
        folder = world.folder()
        world.done(folder, "setup", "--yes")
        set_up = Start(portal=world.sandbox.portal.snapshot(), folder=None)
        world.done(folder, "backfill", "--yes")
        lived = Start(portal=world.sandbox.portal.snapshot(), folder=folder)
        return Beginnings(set_up=set_up, lived=lived, end=end(world, folder))


@pytest.fixture
def world(nursery: Nursery, tmp_path: Path) -> Iterator[SmallWorld]:
    """Nothing was run yet; the CRM has none of our properties."""
    with _opened(nursery, tmp_path) as made:
        yield made


@pytest.fixture
def ready(world: SmallWorld, beginnings: Beginnings) -> SmallWorld:
    """After `setup`; nothing was pulled yet."""
    world.sandbox.portal.reset(beginnings.set_up.portal)
    return world


@pytest.fixture
def lived(world: SmallWorld, beginnings: Beginnings) -> Lived:
    """After the first backfill, at the same moment."""
    world.sandbox.portal.reset(beginnings.lived.portal)
    return Lived(world=world, folder=world.folder(like=beginnings.lived.folder))
