"""Time and energy are finite: on which day the next task may fall, and how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Both days included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("last must not lie before first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """At most so many people a day and a week, on these days, none while away."""

    day: int = 3
    week: int = 10
    workdays: frozenset[Weekday] = frozenset({"mon", "tue", "wed", "thu", "fri"})
    away: tuple[Away, ...] = ()

    def works_on(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.workdays and not any(a.first <= day <= a.last for a in self.away)


def next_workday(today: date, capacity: Capacity) -> date | None:
    """Today if it is one, else the next within a week; None while away for longer, or where no day is one."""
    week = (today + timedelta(days=ahead) for ahead in range(7))
    return next((day for day in week if capacity.works_on(day)), None)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def room(day: date, dues: Sequence[date], open_tasks: int, capacity: Capacity) -> int:
    """How many tasks more may fall on `day`. `dues`: the days that all our tasks were given, ended ones too.

    Open tasks count against the week, whenever they were due: a backlog is not piled up.
    """
    monday = monday_of(day)
    this_week = sum(monday <= due < monday + timedelta(days=7) for due in dues)
    left = (capacity.day - dues.count(day), capacity.week - this_week, capacity.week - open_tasks)
    return max(0, min(left))
