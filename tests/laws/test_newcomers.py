"""New people."""

from datetime import timedelta

import pytest
from made_up import ago, met, moment, received, relationship, sent

from crmsync.relationships.newcomers import newly_met
from crmsync.relationships.touch import Ignored, Touch

AHEAD = met(ago(-3), ignored=Ignored.FUTURE, duration=timedelta(hours=1))


@pytest.mark.parametrize(
    ("touches", "expected"),
    [
        ([met(ago(7))], True),
        ([met(ago(42))], True),
        ([met(ago(6))], False),
        ([met(ago(43))], False),
        ([sent(ago(20)), received(ago(20))], True),
        ([received(ago(20))], False),
        ([met(ago(20)), sent(ago(8))], False),
        ([met(ago(20)), AHEAD], False),
    ],
)
def test_new_is_who_was_met_once_within_the_last_weeks(touches: list[Touch], expected: bool) -> None:
    assert newly_met(relationship(*touches), moment()) is expected


def test_where_history_does_not_reach_back_nobody_can_be_told_to_be_new() -> None:
    now = moment(known_from=ago(30))
    assert not newly_met(relationship(met(ago(20)), now=now), now)
