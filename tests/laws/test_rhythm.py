"""The rhythm of a relationship."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import NOW, address, ago, moment, person, received, sent

from crmsync.identity.people import PersonId
from crmsync.relationships import rhythm
from crmsync.relationships.relationship import Moment, Person, Relationship
from crmsync.relationships.relationships_of_all import relationships
from crmsync.relationships.touch import Touch
from crmsync.relationships.usual import usual

TODAY = date(2026, 11, 18)
DAYS = st.lists(st.dates(date(2020, 1, 1), TODAY), unique=True, max_size=20).map(lambda some: tuple(sorted(some)))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(DAYS)
def test_silence_counts_from_the_last_active_day(days: tuple[date, ...]) -> None:
    found = rhythm.silence(days, TODAY)
    assert found == ((TODAY - max(days)).days if days else None)


@given(DAYS, st.floats(1, 400))
def test_the_typical_gap_is_the_mean_with_one_usual_gap_more(days: tuple[date, ...], one_more: float) -> None:
    between = [(later - earlier).days for earlier, later in pairwise(days)]
    assert rhythm.typical_gap(days, one_more) == pytest.approx((sum(between) + one_more) / (len(between) + 1))


@given(DAYS)
def test_the_scatter_is_the_standard_deviation_of_the_gaps(days: tuple[date, ...]) -> None:
    between = [(later - earlier).days for earlier, later in pairwise(days)]
    assert rhythm.scatter(days) == pytest.approx(pstdev(between) if between else 0)


def test_an_even_rhythm_does_not_scatter_however_long() -> None:
    assert rhythm.scatter(every(7, 1000, last=TODAY)) == 0


def every(gap: int, times: int, *, last: date) -> list[date]:
    return [last - timedelta(days=gap * k) for k in reversed(range(times))]


SUNDAY = date(2026, 11, 15)
MONDAY = date(2026, 11, 16)


def test_the_usual_gap_is_the_median_of_ten_ties_or_thirty_days() -> None:
    nine = [every(gap, 3, last=SUNDAY) for gap in range(1, 10)]
    assert usual(nine, MONDAY).gap == 30
    assert usual([*nine, every(50, 3, last=SUNDAY)], MONDAY).gap == 5.5


def test_a_tie_with_one_gap_has_shown_no_rhythm() -> None:
    assert usual([every(5, 2, last=SUNDAY)] * 20, MONDAY).gap == 30


THIS_WEEK = st.lists(st.integers(0, 6).map(lambda n: MONDAY + timedelta(days=n)), unique=True, max_size=3).map(sorted)


@given(st.lists(st.integers(1, 90), min_size=10, max_size=12), st.lists(THIS_WEEK, min_size=12, max_size=12))
def test_what_happens_this_week_does_not_move_the_usual_gap(gaps: list[int], news: list[list[date]]) -> None:
    ties = [every(gap, 3, last=SUNDAY) for gap in gaps]
    after = [days + some for days, some in zip(ties, news, strict=False)]
    assert usual(after, MONDAY).gap == usual(ties, MONDAY).gap


def test_the_usual_silence_is_the_geometric_mean_of_those_with_a_rhythm_or_nineteen_days() -> None:
    once = every(5, 2, last=SUNDAY - timedelta(days=100))
    assert usual([once], MONDAY).silence == 19
    yesterday, week = every(5, 3, last=SUNDAY), every(5, 3, last=MONDAY - timedelta(days=7))
    assert usual([once, yesterday, week], MONDAY).silence == pytest.approx(3)


def test_a_silence_of_years_counts_as_one_of_half_a_year() -> None:
    silences = [every(5, 3, last=MONDAY - timedelta(days=days)) for days in (180, 181, 4000)]
    assert usual(silences, MONDAY).silence == pytest.approx(180)


@given(st.lists(st.integers(1, 90), min_size=1, max_size=12), st.lists(THIS_WEEK, min_size=12, max_size=12))
def test_what_happens_this_week_does_not_move_the_usual_silence(gaps: list[int], news: list[list[date]]) -> None:
    ties = [every(gap, 3, last=SUNDAY) for gap in gaps]
    after = [days + some for days, some in zip(ties, news, strict=False)]
    assert usual(after, MONDAY).silence == usual(ties, MONDAY).silence


@pytest.mark.parametrize("now", ["2026-11-16T00:00", "2026-11-18T12:00", "2026-11-22T23:59"])
def test_the_week_begins_on_monday_in_the_user_s_zone(now: str) -> None:
    assert rhythm.monday(moment(utc(now)).today) == MONDAY


def _circle(number: int, gap: int) -> dict[Person, list[Touch]]:
    """Ties that were in touch every `gap` days, the last time a week ago."""
    people = [person(address(f"p{n}@mail.test"), id=PersonId(f"p{n}")) for n in range(number)]
    return {each: [sent(ago(8 + gap * k)) for k in reversed(range(4))] for each in people}


def _all(circle: dict[Person, list[Touch]], now: Moment) -> Mapping[PersonId, Relationship]:
    return relationships(circle, {each.id: found for each, found in circle.items()}, {}, now)


def test_a_person_s_gap_leans_on_the_others() -> None:
    ten = _all(_circle(10, gap=4), moment())
    assert {each.gap for each in ten.values()} == {4.0}
    nine = _all(_circle(9, gap=4), moment())
    assert {each.gap for each in nine.values()} == {(3 * 4 + 30) / 4}


def test_who_only_writes_in_does_not_make_what_is_usual() -> None:
    circle = _circle(10, gap=4)
    pen = next(iter(circle))
    circle[pen] = [received(touch.at) for touch in circle[pen]]
    others = [each.gap for id, each in _all(circle, moment()).items() if id != pen.id]
    assert set(others) == {(3 * 4 + 30) / 4}


def test_who_joins_the_circle_this_week_moves_nobody_s_numbers_before_next_monday() -> None:
    circle = _circle(10, gap=4)
    pen = next(iter(circle))
    circle[pen] = [received(touch.at) for touch in circle[pen]]
    before = _all(circle, moment())
    circle[pen].append(sent(NOW - timedelta(hours=1)))
    this_week, next_week = _all(circle, moment()), _all(circle, moment(NOW + timedelta(days=5)))
    others = [id for id in before if id != pen.id]
    assert {this_week[id].gap for id in others} == {before[id].gap for id in others}
    assert {next_week[id].gap for id in others} == {4.0}
