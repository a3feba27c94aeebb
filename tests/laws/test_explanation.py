"""What is said of a relationship."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import NOW, ago, met, moment, received, relationship, sent, touch

from crmsync.connector import Channel
from crmsync.relationships.explanation import in_words, lasting_why, why
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.touch import Touch


def said(*touches: Touch) -> str:
    return why(relationship(*touches), moment())


RHYTHM = [met(ago(60 - 10 * k), others=3) for k in range(4)]


def test_the_rhythm_the_silence_and_the_last_contact_in_two_sentences() -> None:
    assert said(*RHYTHM) == "You usually talk every 10 days; it has been 30. Last: a meeting on 19 October 2026."


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "1 day ago"), (2, "2 days ago")],
)
def test_without_a_rhythm_only_the_silence_is_told(days: int, words: str) -> None:
    assert said(met(ago(days))).startswith(f"Last in touch {words}. ")


def test_who_was_met_today_is_not_told_that_it_has_been_nothing() -> None:
    assert "; you were in touch today." in said(*RHYTHM, met(ago()))


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ([met(ago(3))], "Last: a 1:1 meeting on 15 November 2026."),
        ([met(ago(3), others=2)], "Last: a meeting on 15 November 2026."),
        ([touch(ago(3), channel=Channel.CALL, direction="both")], "Last: a call on 15 November 2026."),
        ([touch(ago(3), channel=Channel.MESSAGE, direction="both")], "Last: a message on 15 November 2026."),
        ([received(ago(4), thread="t"), sent(ago(3), thread="t")], "Last: your mail on 15 November 2026."),
        ([sent(ago(4), thread="t"), received(ago(3), thread="t")], "Last: their mail on 15 November 2026."),
        ([sent(ago(3))], "You wrote on 15 November 2026; no answer is known."),
    ],
)
def test_the_last_contact_is_told_by_kind_and_day(last: list[Touch], words: str) -> None:
    assert words in said(*last)


def test_the_day_of_the_last_contact_is_a_civil_day() -> None:
    assert "on 1 July 2026" in said(met(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)))


def test_whose_turn_it_is_is_told() -> None:
    assert said(sent(ago(90)), received(ago(5))).endswith("It is your turn to write.")
    assert said(sent(ago(5))).endswith("It is their turn.")
    assert "turn" not in said(met(ago(5)))


def test_who_only_writes_in_has_little_said_of_them() -> None:
    assert said(received(ago(5))) == "Last in touch 5 days ago."


def test_days_are_told_in_english_whatever_the_machine_speaks() -> None:
    assert in_words(datetime(2026, 3, 9, tzinfo=UTC).date()) == "9 March 2026"


TOUCHES = st.lists(
    st.builds(
        lambda kind, day, thread: kind(ago(day), thread=thread),
        st.sampled_from([sent, received, met]),
        st.integers(0, 400),
        st.sampled_from([None, "one", "two"]),
    ),
    min_size=1,
    max_size=9,
)


def later(touches: list[Touch], days: int) -> Relationship:
    return relationship(*touches, now=moment(NOW + timedelta(days=days)))


@given(TOUCHES, st.integers(1, 200))
def test_what_is_written_changes_with_the_turn_and_not_with_the_passing_of_days(
    touches: list[Touch], days: int
) -> None:
    now, then = later(touches, 0), later(touches, days)
    same = lasting_why(now, moment()) == lasting_why(then, moment(NOW + timedelta(days=days)))
    assert same == (now.turn == then.turn)


@given(TOUCHES)
def test_what_is_said_today_holds_all_that_is_written_but_the_rhythm_s_full_stop(touches: list[Touch]) -> None:
    found = relationship(*touches)
    spoken = why(found, moment())
    assert all(sentence.rstrip(".") in spoken for sentence in lasting_why(found, moment()).split(". ") if sentence)
