"""Strength over the years."""

from datetime import date, timedelta
from math import isclose

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crmsync.relationships.active_days import ActiveDay
from crmsync.relationships.beat import beats_in
from crmsync.relationships.pulse import pulse
from crmsync.relationships.strength import ranks, strengths

TODAY = date(2026, 11, 18)
VALUES = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, 7.5]), min_size=1, max_size=30)


def over(first: int, last: int, *, every: int = 7, live: bool = False) -> list[ActiveDay]:
    """Contact from `first` to `last` days ago."""
    return [
        ActiveDay(day=TODAY - timedelta(days=ago), weight=1.0 if live else 0.7, live=live)
        for ago in range(first, last - 1, -every)
    ]


def strength(**people: list[ActiveDay]) -> dict[str, float]:
    beats = beats_in(filter(None, map(pulse, people.values())))
    return dict(zip(people, strengths(beats).tolist(), strict=True))


@given(VALUES)
def test_a_rank_counts_those_below_and_half_of_the_equal_ones(values: list[float]) -> None:
    for value, rank in zip(values, ranks(np.array(values)), strict=True):
        below = sum(each < value for each in values)
        assert isclose(rank, (below + values.count(value) / 2) / len(values))


@given(VALUES)
def test_ranks_average_to_a_half(values: list[float]) -> None:
    assert isclose(ranks(np.array(values)).sum() / len(values), 0.5)


def test_of_two_the_parts_add_up_as_the_formula_says() -> None:
    mail, face = over(70, 0), over(14, 0, live=True)
    found = strength(mail=mail, face=face)
    assert isclose(found["mail"], 100 * (0.5 * 0.75 + 0.3 * 0.75 + 0))
    assert isclose(found["face"], 100 * (0.5 * 0.25 + 0.3 * 0.25 + 0.2 * 3 / 8))


def test_fifty_messages_over_five_years_are_not_nothing() -> None:
    many = {f"once{n}": over(30 + n, 30 + n) for n in range(10)}
    found = strength(old=over(1825, 0, every=37), **many)
    assert found["old"] > 75 > max(value for person, value in found.items() if person != "old") + 15


def test_an_old_close_tie_stays_above_a_new_acquaintance() -> None:
    found = strength(old=over(1500, 400), new=over(20, 0))
    assert found["old"] > found["new"]


def test_meetings_lift_above_mail_of_the_same_days() -> None:
    found = strength(mail=over(70, 0), live=over(70, 0, live=True))
    assert found["live"] > found["mail"]


def test_months_are_civil_and_those_of_two_years_are_two() -> None:
    days = [ActiveDay(day=day, weight=1) for day in (date(2025, 11, 1), date(2025, 11, 30), date(2026, 11, 1))]
    found = pulse(days)
    assert found is not None
    assert found.months == 2
