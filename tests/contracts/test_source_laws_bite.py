"""Each law of the source contract fails on the source that breaks it, and an honest one passes all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from broken_sources import BREAKS
from toy_source import ExchangeWorld, Honest

from crmsync.connector import ConnectorError
from crmsync.testing import Failure, SourceContract
from crmsync.testing.abilities import laws_of

FURTHER: Mapping[str, Mapping[str, Any]] = {"test_a_passing_failure_is_waited_for": {"failure": Failure.BROKEN}}
"""What a law takes beside its world."""


class TestAnHonestSource(SourceContract):
    World = ExchangeWorld


def test_every_law_has_a_source_that_breaks_it() -> None:
    assert set(BREAKS) == set(laws_of(SourceContract))


@pytest.mark.parametrize(("law", "kind"), BREAKS.items(), ids=list(BREAKS))
def test_the_law_fails_on_the_source_that_breaks_it(law: str, kind: type[Honest], tmp_path: Path) -> None:
    world = ExchangeWorld(tmp_path)
    world.kind = kind
    with pytest.raises((AssertionError, ConnectorError, pytest.fail.Exception)):
        getattr(TestAnHonestSource(), law)(world, **FURTHER.get(law, {}))
