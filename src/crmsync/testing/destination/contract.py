"""The contract of a destination: all its laws."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from crmsync.testing.abilities import leave_out
from crmsync.testing.destination.applying import ApplyingLaws
from crmsync.testing.destination.given import BOB, EVE
from crmsync.testing.destination.looking import DestinationLooks
from crmsync.testing.destination.newcomers import NewcomerLaws
from crmsync.testing.destination.reading import ReadingLaws
from crmsync.testing.destination.tasks import TaskLaws
from crmsync.testing.destination.trouble import TroubleLaws
from crmsync.testing.destination.values import ValueLaws
from crmsync.testing.destination.world import DestinationWorld


class DestinationContract(DestinationLooks, ReadingLaws, ValueLaws, ApplyingLaws, TaskLaws, NewcomerLaws, TroubleLaws):
    """Every destination passes it. A subclass sets `World`; laws about what the service lacks are absent from it."""

    World: ClassVar[type[DestinationWorld]]

    def __init_subclass__(cls) -> None:
        if "World" in vars(cls):
            leave_out(cls, cls.World.lacks)

    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[DestinationWorld]:
        with self.World(tmp_path) as world:
            yield world

    def fill(self, world: DestinationWorld) -> None:
        world.load([BOB, EVE])
