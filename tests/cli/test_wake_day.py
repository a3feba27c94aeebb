"""Until when somebody is snoozed, as it is written on the command line."""

from datetime import date

import click
import pytest

from crmsync.cli.deciding import wake_day

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1d", date(2026, 11, 19)),
        ("10d", date(2026, 11, 28)),
        ("2w", date(2026, 12, 2)),
        ("2026-11-19", date(2026, 11, 19)),
        ("2026-12-24", date(2026, 12, 24)),
        ("3660d", date(2036, 11, 25)),
    ],
)
def test_days_weeks_and_dates(text: str, day: date) -> None:
    assert wake_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["soon", "2x", "w", "", "2", "+2w", "1.5w", "٢w", "2026-13-01", "tomorrow"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(click.UsageError, match="is no time; write 10d, 2w, a date such as 2026-12-24, or off"):
        wake_day(text, TODAY)


@pytest.mark.parametrize("text", ["0d", "0w", "2026-11-18", "2020-01-01", "3661d", "999999999w", "9999-12-31"])
def test_a_time_that_does_not_lie_ahead_or_too_far(text: str) -> None:
    with pytest.raises(click.UsageError, match="does not lie ahead, or too far"):
        wake_day(text, TODAY)
