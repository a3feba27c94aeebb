"""Active days, what each weighs, and how they fade."""

from datetime import UTC, date, datetime, timedelta
from math import isclose
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import LONDON, ago, met, received, sent, touch

from crmsync.connector import Channel
from crmsync.relationships.active_days import ActiveDay, active_days, faded, faded_days, warmth
from crmsync.relationships.touch import Ignored, Touch

TODAY = date(2026, 11, 18)
WEIGHTS = st.sampled_from([1.0, 0.5, 1 / 3, 0.1])
DAYS = st.lists(
    st.builds(lambda day, weight: ActiveDay(day=day, weight=weight), st.dates(date(2020, 1, 1), TODAY), WEIGHTS),
    max_size=20,
)
TOUCHES = st.lists(
    st.builds(lambda kind, n: kind(ago(1), others=n), st.sampled_from([sent, received, met]), st.integers(1, 10)),
    min_size=1,
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days(*touches: Touch, zone: ZoneInfo = LONDON) -> list[date]:
    return [each.day for each in active_days(touches, zone)]


def weight(*touches: Touch) -> float:
    [found] = active_days(touches, LONDON)
    return found.weight


def test_a_thread_of_forty_mails_is_one_active_day() -> None:
    forty = [sent(datetime(2026, 11, 2, 8, minute, tzinfo=UTC)) for minute in range(40)]
    assert active_days(forty, LONDON) == (ActiveDay(day=date(2026, 11, 2), weight=0.7),)


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-07-01T22:59:59", "Europe/London", date(2026, 7, 1)),
        ("2026-07-01T23:00:00", "Europe/London", date(2026, 7, 2)),
        ("2026-12-01T23:00:00", "Europe/London", date(2026, 12, 1)),
        ("2026-10-24T23:30:00", "Europe/London", date(2026, 10, 25)),
        ("2026-10-25T23:30:00", "Europe/London", date(2026, 10, 25)),
        ("2026-07-01T12:30:00", "Pacific/Auckland", date(2026, 7, 2)),
        ("2026-07-01T03:30:00", "America/New_York", date(2026, 6, 30)),
    ],
)
def test_a_day_is_a_civil_day_in_the_user_s_zone(at: str, zone: str, day: date) -> None:
    assert days(received(utc(at)), zone=ZoneInfo(zone)) == [day]


def test_both_directions_make_a_day_active_and_what_does_not_count_none() -> None:
    found = [sent(ago(3)), received(ago(2)), sent(ago(1), ignored=Ignored.CROWD)]
    assert days(*found) == [date(2026, 11, 15), date(2026, 11, 16)]


@pytest.mark.parametrize(
    ("touches", "expected"),
    [
        ([sent(ago(1))], 0.7),
        ([received(ago(1))], 0.5),
        ([met(ago(1))], 1.0),
        ([touch(ago(1), channel=Channel.CALL, direction="both", others=2)], 0.5),
        ([received(ago(1)), sent(ago(1))], 1.0),
        ([received(ago(1), others=5), sent(ago(1), others=2)], 0.5),
        ([met(ago(1), others=8), sent(ago(1))], 0.7),
        ([sent(ago(1), others=10), sent(ago(1), others=4)], 0.7 / 4),
    ],
)
def test_a_day_weighs_what_its_heaviest_touch_does(touches: list[Touch], expected: float) -> None:
    assert isclose(weight(*touches), expected)


@given(TOUCHES, TOUCHES)
def test_no_touch_more_makes_a_day_lighter(some: list[Touch], more: list[Touch]) -> None:
    assert weight(*some, *more) >= weight(*some)


def test_a_meeting_or_a_call_makes_a_day_live_a_message_does_not() -> None:
    kinds = [touch(ago(1), channel=channel, direction="both") for channel in Channel]
    assert [active_days([each], LONDON)[0].live for each in kinds] == [False, True, True, False]


@given(DAYS, st.sampled_from([30, 90, 730]), st.integers(0, 1000))
def test_what_only_ages_fades_by_the_same_factor_for_everybody(found: list[ActiveDay], half: int, later: int) -> None:
    then = TODAY + timedelta(days=later)
    aged = faded(found, half, TODAY) * 0.5 ** (later / half)
    assert isclose(faded(found, half, then), aged, rel_tol=1e-9)


def test_after_a_half_life_a_day_weighs_half() -> None:
    day = ActiveDay(day=TODAY - timedelta(days=90), weight=0.7)
    assert isclose(faded([day], 90, TODAY), 0.35)
    assert isclose(faded_days([day], 90, TODAY), 0.5)


@given(DAYS)
def test_warmth_lies_between_0_and_100_and_only_contact_raises_it(found: list[ActiveDay]) -> None:
    now = warmth(found, TODAY)
    assert 0 <= now < 100
    assert warmth(found, TODAY + timedelta(days=1)) <= now
    assert warmth([*found, ActiveDay(day=TODAY, weight=0.1)], TODAY) > now


def test_one_meeting_today_warms_to_a_quarter() -> None:
    assert warmth(active_days([met(ago(0, hours=1))], LONDON), TODAY) == 25
