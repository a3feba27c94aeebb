"""On which day the next task may fall, and how many."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.planning.capacity import WEEKDAYS, Away, Capacity, next_workday, room

WEDNESDAY = date(2026, 11, 18)
SATURDAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 23)

CAPACITIES = st.builds(
    Capacity,
    day=st.integers(0, 5),
    week=st.integers(0, 12),
    workdays=st.frozensets(st.sampled_from(WEEKDAYS)),
    away=st.lists(
        st.tuples(st.dates(WEDNESDAY, SATURDAY), st.integers(0, 9)).map(
            lambda pair: Away(first=pair[0], last=pair[0] + timedelta(days=pair[1]))
        ),
        max_size=2,
    ).map(tuple),
)
SOME_DUES = st.lists(st.dates(date(2026, 11, 9), date(2026, 11, 30)), max_size=12)


def test_a_workday_is_today_and_a_weekend_is_monday() -> None:
    assert next_workday(WEDNESDAY, Capacity()) == WEDNESDAY
    assert next_workday(SATURDAY, Capacity()) == MONDAY


def test_own_workdays_are_kept() -> None:
    assert next_workday(WEDNESDAY, Capacity(workdays=frozenset({"sat"}))) == SATURDAY
    assert next_workday(WEDNESDAY, Capacity(workdays=frozenset())) is None


@pytest.mark.parametrize(
    ("last", "day"),
    [(date(2026, 11, 18), date(2026, 11, 19)), (date(2026, 11, 20), MONDAY), (date(2026, 11, 24), None)],
)
def test_nothing_falls_on_days_away_both_included(last: date, day: date | None) -> None:
    assert next_workday(WEDNESDAY, Capacity(away=(Away(first=WEDNESDAY, last=last),))) == day


@given(CAPACITIES)
def test_the_next_workday_is_one_and_the_first_within_a_week(capacity: Capacity) -> None:
    days = [WEDNESDAY + timedelta(days=n) for n in range(7)]
    assert next_workday(WEDNESDAY, capacity) == next(filter(capacity.works_on, days), None)


def test_a_day_a_week_and_a_backlog_each_have_their_bound() -> None:
    assert room(WEDNESDAY, [], 0, Capacity(day=3, week=10)) == 3
    assert room(WEDNESDAY, [WEDNESDAY] * 2, 0, Capacity(day=3, week=10)) == 1
    assert room(WEDNESDAY, [date(2026, 11, 16)] * 9, 0, Capacity(day=3, week=10)) == 1
    assert room(WEDNESDAY, [], 9, Capacity(day=3, week=10)) == 1


def test_last_week_s_tasks_and_next_week_s_leave_this_week_free() -> None:
    assert room(WEDNESDAY, [date(2026, 11, 15), MONDAY] * 9, 0, Capacity(day=3, week=10)) == 3


@given(CAPACITIES, SOME_DUES, st.integers(0, 20))
def test_there_is_never_less_than_no_room_nor_more_than_a_day_s(
    capacity: Capacity, dues: list[date], open_tasks: int
) -> None:
    found = room(WEDNESDAY, dues, open_tasks, capacity)
    assert 0 <= found <= capacity.day
    assert found == 0 or dues.count(WEDNESDAY) + found <= capacity.day
    assert found == 0 or open_tasks + found <= capacity.week
