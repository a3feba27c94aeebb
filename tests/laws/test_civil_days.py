"""The day of a moment is the one that the zone says, however many are asked for, and in whatever order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crmsync.relationships.civil_days import CivilDays
from crmsync.relationships.moments import ticks

ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MOMENTS = st.integers(-80 * 365 * 86_400, 130 * 365 * 86_400).map(lambda at: datetime.fromtimestamp(at, UTC))
CHANGES = [
    ("America/St_Johns", datetime(2006, 10, 29, 2, 31, tzinfo=UTC)),  # back over midnight
    ("America/Havana", datetime(2024, 3, 10, 5, tzinfo=UTC)),  # forward at midnight
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a day was left out
    ("Pacific/Kwajalein", datetime(1993, 8, 21, 12, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Africa/Monrovia", datetime(1972, 1, 7, 0, 44, 30, tzinfo=UTC)),  # by seconds
]


@given(ZONES, st.lists(MOMENTS, min_size=1, max_size=5), st.integers(-40, 40), st.integers(0, 10**6))
def test_the_day_is_the_zone_s(zone: ZoneInfo, moments: list[datetime], hours: int, micros: int) -> None:
    days = CivilDays(zone)
    for at in moments:
        for moment in (at, at + timedelta(hours=hours, microseconds=micros), at - timedelta(hours=hours)):
            assert days.day(ticks(moment)) == moment.astimezone(zone).toordinal()


@given(st.sampled_from(CHANGES), st.integers(-60 * 60 * 26, 60 * 60 * 26))
def test_so_it_is_where_the_clock_is_changed(change: tuple[str, datetime], seconds: int) -> None:
    zone, days = ZoneInfo(change[0]), CivilDays(ZoneInfo(change[0]))
    for moment in (change[1], change[1] - timedelta(microseconds=1), change[1] + timedelta(seconds=seconds)):
        assert days.day(ticks(moment)) == moment.astimezone(zone).toordinal()


@given(
    ZONES, st.lists(MOMENTS, max_size=8), st.sampled_from(CHANGES), st.lists(st.integers(-93_600, 93_600), max_size=8)
)
def test_those_of_many_at_once_are_those_of_each(
    zone: ZoneInfo, moments: list[datetime], change: tuple[str, datetime], seconds: list[int]
) -> None:
    near = [change[1] + timedelta(seconds=away) for away in seconds]
    for each in (zone, ZoneInfo(change[0])):
        asked = [*moments, change[1], change[1] - timedelta(microseconds=1), *near]
        found = CivilDays(each).of(np.array(list(map(ticks, asked)), np.int64))
        assert found.tolist() == [moment.astimezone(each).toordinal() for moment in asked]


def test_of_no_moment_there_is_no_day() -> None:
    assert CivilDays(ZoneInfo("UTC")).of(np.array([], np.int64)).tolist() == []
