"""State and turn."""

from datetime import date, timedelta, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import LONDON, NOW, ago, met, received, relationship, sent

from crmsync.relationships.standing import State, Turn, in_population, spoken_last, state, turn
from crmsync.relationships.touch import Ignored, Touch

TODAY = date(2026, 11, 18)
LONG_AGO = date(2000, 1, 1)


def turn_of(touches: list[Touch], today: date, zone: tzinfo) -> Turn:
    return turn(spoken_last(touches), today, zone)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("silence", "found"),
    [
        (0, State.FINE),
        (19, State.FINE),
        (20, State.QUIET),
        (39, State.QUIET),
        (40, State.LOSING_TOUCH),
        (79, State.LOSING_TOUCH),
        (80, State.DORMANT),
        (4000, State.DORMANT),
    ],
)
def test_state_compares_the_silence_with_the_gap(silence: int, found: State) -> None:
    assert state(days=[back(5000), back(silence)], gap=10, today=TODAY, known_from=LONG_AGO) is found


@pytest.mark.parametrize(("silence", "found"), [(13, State.FINE), (14, State.QUIET), (28, State.LOSING_TOUCH)])
def test_who_talks_daily_is_given_a_week(silence: int, found: State) -> None:
    assert state(days=[back(5000), back(silence)], gap=1, today=TODAY, known_from=LONG_AGO) is found


@pytest.mark.parametrize(("first", "known", "new"), [(59, 119, True), (60, 120, False), (59, 118, False)])
def test_new_is_who_was_met_under_sixty_days_ago_where_sixty_days_before_are_known(
    first: int, known: int, new: bool
) -> None:
    found = state(days=[back(first)], gap=1000, today=TODAY, known_from=back(known))
    assert (found is State.NEW) is new


def test_nobody_is_new_where_history_is_not_known() -> None:
    assert state(days=[back(3)], gap=30, today=TODAY, known_from=None) is State.FINE


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=9), st.integers(1, 300))
def test_a_relationship_without_news_only_cools(past: list[int], later: int) -> None:
    days = sorted({back(n) for n in past})
    order = [State.FINE, State.QUIET, State.LOSING_TOUCH, State.DORMANT]
    now, then = (
        state(days=days, gap=20, today=today, known_from=None) for today in (TODAY, TODAY + timedelta(days=later))
    )
    assert order.index(then) >= order.index(now)


@pytest.mark.parametrize("touches", [[sent(ago(3))], [met(ago(3))], [received(ago(4)), sent(ago(3))]])
def test_whom_self_wrote_to_or_met_is_in_the_population(touches: list[Touch]) -> None:
    assert in_population(touches)


@pytest.mark.parametrize("touches", [[], [received(ago(3))], [sent(ago(3), ignored=Ignored.LIST)]])
def test_who_only_writes_in_is_outside_the_population(touches: list[Touch]) -> None:
    assert not in_population(touches)


def test_who_is_outside_the_population_has_no_state_turn_cadence_or_due_date() -> None:
    found = relationship(received(ago(40)), received(ago(30)), received(ago(20)), received(ago(10)))
    assert (found.state, found.turn, found.cadence, found.due) == (State.NONE, Turn.NOBODYS, None, None)


@pytest.mark.parametrize(
    ("passed", "found"),
    [(0, Turn.NOBODYS), (2, Turn.NOBODYS), (3, Turn.YOURS), (60, Turn.YOURS), (61, Turn.NOBODYS)],
)
def test_it_is_self_s_turn_from_three_to_sixty_days_after_they_wrote(passed: int, found: Turn) -> None:
    assert turn_of([sent(ago(200)), received(ago(passed))], TODAY, LONDON) is found


@pytest.mark.parametrize(("passed", "found"), [(0, Turn.THEIRS), (6, Turn.THEIRS), (7, Turn.NOBODYS)])
def test_it_is_their_turn_for_a_week_after_self_wrote(passed: int, found: Turn) -> None:
    assert turn_of([received(ago(200)), sent(ago(passed))], TODAY, LONDON) is found


def test_days_of_a_turn_are_civil_days() -> None:
    """On a summer night, half past ten in UTC is half past eleven in London, and an hour later it is tomorrow there."""
    night = NOW.replace(month=7, day=12, hour=22, minute=30)
    wednesday = date(2026, 7, 15)
    assert turn_of([received(night)], wednesday, LONDON) is Turn.YOURS
    assert turn_of([received(night + timedelta(hours=1))], wednesday, LONDON) is Turn.NOBODYS


def test_a_later_meeting_clears_the_turn_and_an_earlier_one_does_not() -> None:
    assert turn_of([received(ago(5)), met(ago(4), others=5)], TODAY, LONDON) is Turn.NOBODYS
    assert turn_of([met(ago(6)), received(ago(5))], TODAY, LONDON) is Turn.YOURS


@pytest.mark.parametrize(
    "more",
    [{"others": 3}, {"direct": False}, {"ignored": Ignored.AUTOMATIC}],
    ids=["to three", "self in copy", "automatic"],
)
def test_only_a_one_to_one_mail_makes_it_anybody_s_turn(more: dict[str, object]) -> None:
    assert turn_of([sent(ago(200)), received(ago(5), **more)], TODAY, LONDON) is Turn.NOBODYS
    assert turn_of([received(ago(5)), sent(ago(4), **more)], TODAY, LONDON) is Turn.YOURS


def test_two_others_are_still_one_to_one() -> None:
    assert turn_of([received(ago(5), others=2)], TODAY, LONDON) is Turn.YOURS


def test_a_meeting_ahead_clears_nothing() -> None:
    assert turn_of([received(ago(5)), met(ago(-2), ignored=Ignored.FUTURE)], TODAY, LONDON) is Turn.YOURS
