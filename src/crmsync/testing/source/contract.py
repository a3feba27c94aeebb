"""The contract of a source: all its laws."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from crmsync.testing.abilities import leave_out
from crmsync.testing.source.given import many
from crmsync.testing.source.looking import SourceLooks
from crmsync.testing.source.nights import NightLaws
from crmsync.testing.source.pages import PageLaws
from crmsync.testing.source.telling import TellingLaws
from crmsync.testing.source.trouble import TroubleLaws
from crmsync.testing.source.world import SourceWorld


class SourceContract(SourceLooks, TellingLaws, NightLaws, PageLaws, TroubleLaws):
    """Every source passes it. A subclass sets `World`; laws about what the service lacks are absent from it."""

    World: ClassVar[type[SourceWorld]]

    def __init_subclass__(cls) -> None:
        if "World" in vars(cls):
            leave_out(cls, cls.World.lacks)

    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[SourceWorld]:
        with self.World(tmp_path) as world:
            yield world

    def fill(self, world: SourceWorld) -> None:
        many(world)
