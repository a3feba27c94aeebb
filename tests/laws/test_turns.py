"""Until when an answer of `next` holds without news: until time alone changes what counts."""

from datetime import UTC, datetime, timedelta

import pytest
from made_up import NOW, moment

from crmsync.sync.choosing import turns

HOUR = timedelta(hours=1)
MIDNIGHT = datetime(2026, 11, 19, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "until"),
    [
        (NOW - 3 * HOUR, MIDNIGHT),
        (NOW - HOUR / 2, NOW + HOUR / 2),
        (NOW + 2 * HOUR, NOW + 2 * HOUR),
        (NOW + timedelta(days=3), MIDNIGHT),
        (NOW + timedelta(days=14), MIDNIGHT),
        (NOW + timedelta(days=14) + 2 * HOUR, NOW + 2 * HOUR),
        (NOW + timedelta(days=20), MIDNIGHT),
    ],
    ids=["is over", "is under way", "begins today", "is near", "has just come near", "comes near today", "is far"],
)
def test_an_answer_holds_until_midnight_or_until_a_meeting(begins: datetime, until: datetime) -> None:
    assert min(turns([(begins, begins + HOUR)], moment())) == until


def test_midnight_is_the_user_s() -> None:
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert min(turns([], moment(summer))) == datetime(2026, 7, 1, 23, 0, tzinfo=UTC)
