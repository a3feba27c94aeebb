"""Each law of the destination contract fails on the destination that breaks it, and an honest one passes all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from broken_destinations import BREAKS
from toy_destination import Honest, OfficeWorld

from crmsync.connector import ConnectorError
from crmsync.testing import DestinationContract, Failure
from crmsync.testing.abilities import laws_of

FURTHER: Mapping[str, Mapping[str, Any]] = {
    "test_a_passing_failure_is_waited_for": {"failure": Failure.BROKEN},
    "test_a_lost_answer_makes_one_task": {"failure": Failure.LOST},
    "test_an_odd_text_is_read_as_it_was_written": {"text": "=1+1"},
}
"""What a law takes beside its world."""


class TestAnHonestDestination(DestinationContract):
    World = OfficeWorld


def test_every_law_has_a_destination_that_breaks_it() -> None:
    assert set(BREAKS) == set(laws_of(DestinationContract))


@pytest.mark.parametrize(("law", "kind"), BREAKS.items(), ids=list(BREAKS))
def test_the_law_fails_on_the_destination_that_breaks_it(law: str, kind: type[Honest], tmp_path: Path) -> None:
    world = OfficeWorld(tmp_path)
    world.kind = kind
    with pytest.raises((AssertionError, ConnectorError, pytest.fail.Exception)):
        getattr(TestAnHonestDestination(), law)(world, **FURTHER.get(law, {}))
