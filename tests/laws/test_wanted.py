"""What a profile should hold."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import LONDON, ago, by_hand, met, moment, received, relationship, sent

from crmsync.connector import Output
from crmsync.planning.wanted import NOTHING, tens, time_text, wanted
from crmsync.relationships.touch import Ignored, Touch

DATES = {
    Output.LAST_CONTACT,
    Output.LAST_RECEIVED,
    Output.LAST_SENT,
    Output.LAST_MEETING,
    Output.LAST_CALL,
    Output.NEXT_MEETING,
    Output.LAST_CHANNEL,
}
FRIEND = [received(ago(9), thread="t"), sent(ago(8), thread="t"), received(ago(4), thread="t")]

TOUCHES = st.lists(
    st.builds(
        lambda kind, day: kind(ago(day), thread="t"), st.sampled_from([sent, received, met]), st.integers(0, 300)
    ),
    min_size=1,
    max_size=6,
)


def test_everything_that_is_known_of_a_friend() -> None:
    found = wanted(relationship(*FRIEND, settings=by_hand(30)), moment(), complete=True)
    assert found == {
        **NOTHING,
        Output.LAST_CONTACT: "2026-11-14T09:00:00Z",
        Output.LAST_RECEIVED: "2026-11-14T09:00:00Z",
        Output.LAST_SENT: "2026-11-10T09:00:00Z",
        Output.LAST_CHANNEL: "mail",
        Output.STATE: "new",
        Output.TURN: "yours",
        Output.CIRCLE: "inner",
        Output.STRENGTH: "40",
        Output.WARMTH: "30",
        Output.REACH_OUT_BY: "2026-12-14",
        Output.WHY: "You have talked on 2 days so far. Last: their mail on 14 November 2026; it is your turn to write.",
    }


def test_meetings_that_were_and_the_one_that_will_be() -> None:
    half_an_hour = timedelta(minutes=30)
    ahead = met(ago(-2), ignored=Ignored.FUTURE, duration=half_an_hour)
    found = wanted(relationship(met(ago(9), duration=half_an_hour), ahead), moment(), complete=True)
    assert found[Output.LAST_MEETING] == found[Output.LAST_CONTACT] == "2026-11-09T09:00:00Z"
    assert found[Output.NEXT_MEETING] == "2026-11-20T08:30:00Z"
    assert found[Output.LAST_CHANNEL] == "meeting"


def test_the_explanation_stays_here_where_it_is_not_to_be_shared() -> None:
    assert wanted(relationship(*FRIEND), moment(), complete=True, share_why=False)[Output.WHY] == ""


@given(TOUCHES)
def test_while_history_is_incomplete_only_dates_are_vouched_for_and_none_is_emptied(touches: list[Touch]) -> None:
    found = wanted(relationship(*touches), moment(), complete=False)
    assert found.keys() <= DATES
    assert all(found.values())


@given(TOUCHES)
def test_once_history_is_complete_every_output_is_vouched_for(touches: list[Touch]) -> None:
    assert wanted(relationship(*touches), moment(), complete=True).keys() == set(Output)


@given(TOUCHES)
def test_who_only_writes_in_has_dates_and_nothing_else(touches: list[Touch]) -> None:
    writes_in = [touch for touch in touches if touch.direction == "received"] or [received(ago(3))]
    found = wanted(relationship(*writes_in), moment(), complete=True)
    assert {output for output, value in found.items() if value} == {Output.LAST_RECEIVED}


@given(TOUCHES, st.booleans())
def test_of_personal_people_nothing_goes_out(touches: list[Touch], complete: bool) -> None:
    found = wanted(relationship(*touches, personal=True), moment(), complete=complete)
    assert found == NOTHING
    assert set(found.values()) == {""}


@pytest.mark.parametrize(
    ("value", "held", "expected"),
    [
        (None, "", ""),
        (None, "40", ""),
        (44.9, "", "40"),
        (45.0, "", "50"),
        (99.9, "", "100"),
        (47.0, "40", "40"),
        (47.1, "40", "50"),
        (33.0, "40", "40"),
        (32.9, "40", "30"),
        (44.0, "43", "40"),
        (44.0, "lots", "40"),
    ],
)
def test_a_number_goes_out_in_tens_and_a_new_ten_only_when_it_is_more_than_seven_off(
    value: float | None, held: str, expected: str
) -> None:
    assert tens(value, held) == expected


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
def test_what_was_sent_is_never_more_than_seven_off_and_sent_again_stays(numbers: list[float]) -> None:
    held = ""
    for number in numbers:
        before, held = held, tens(number, held)
        assert tens(number, held) == held
        assert abs(number - int(held)) <= 7
        assert held == before or not before or abs(number - int(before)) > 7


def test_the_ten_that_stands_at_the_destination_is_the_one_that_counts() -> None:
    friend = relationship(*FRIEND)
    held = wanted(friend, moment(), complete=True, held={Output.WARMTH: "40", Output.STRENGTH: "0"})
    assert friend.warmth is not None
    assert 33 <= friend.warmth < 35
    assert (held[Output.WARMTH], held[Output.STRENGTH]) == ("40", "40")


@pytest.mark.parametrize("muted", [True, False])
def test_a_muted_person_s_values_go_out_like_anybody_s(muted: bool) -> None:
    friend = relationship(*FRIEND, settings=by_hand(30, muted=muted))
    assert wanted(friend, moment(), complete=True)[Output.STATE] == "new"


def test_a_time_is_told_in_whole_seconds_of_utc() -> None:
    assert time_text(datetime(2026, 7, 1, 10, 0, 59, 999_999, tzinfo=LONDON)) == "2026-07-01T09:00:59Z"
