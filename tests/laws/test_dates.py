"""When self and a person last really talked, and the item that set it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, ago, mail, met, of, received, sent, talk, touch

from crmsync.connector import Channel
from crmsync.relationships.dates import Dates, dates
from crmsync.relationships.touch import Ignored, Touch

MONTH = timedelta(days=30)
MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize("self_first", [True, False])
def test_a_mail_that_answers_the_other_side_is_when_they_last_talked(self_first: bool) -> None:
    ask, answer = (mail(ANN, BEN, at=ago(9), thread="t"), mail(BEN, ANN, at=ago(8), thread="t"))
    if not self_first:
        ask, answer = (mail(BEN, ANN, at=ago(9), thread="t"), mail(ANN, BEN, at=ago(8), thread="t"))
    found = of(ask, answer)
    assert found.last_contact is not None
    assert found.last_contact.id == answer.id


@pytest.mark.parametrize(("apart", "answers"), [(MONTH, True), (MONTH + MOMENT, False)])
def test_an_answer_comes_within_thirty_times_twenty_four_hours(apart: timedelta, answers: bool) -> None:
    found = dates([sent(ago(1) - apart, thread="t"), received(ago(1), thread="t")])
    assert (found.last_contact is not None) is answers


def test_summer_time_makes_the_thirty_days_neither_longer_nor_shorter() -> None:
    october = ago(24)
    assert dates([sent(october - MONTH, thread="t"), received(october, thread="t")]).last_contact


@pytest.mark.parametrize(
    "mails",
    [
        [sent(ago(9), thread="t"), received(ago(8), thread="other")],
        [sent(ago(9)), received(ago(8))],
        [sent(ago(9), thread="t"), sent(ago(8), thread="t")],
        [received(ago(9), thread="t"), received(ago(8), thread="t")],
        [sent(ago(9), thread="t"), received(ago(8), thread="t", ignored=Ignored.AUTOMATIC)],
        [sent(ago(9), thread="t", ignored=Ignored.CROWD), received(ago(8), thread="t")],
    ],
    ids=[
        "another thread",
        "no thread",
        "self alone",
        "they alone",
        "an automatic answer",
        "an answer to a crowd",
    ],
)
def test_without_an_answer_nobody_talked(mails: list[Touch]) -> None:
    assert dates(mails).last_contact is None


def test_an_answer_to_an_earlier_mail_of_the_thread_is_an_answer() -> None:
    found = dates([sent(ago(9), thread="t"), received(ago(8), thread="t"), received(ago(7), thread="t")])
    assert found.last_contact is not None
    assert found.last_contact.at == ago(7)


def test_an_exchange_is_with_who_wrote_one_of_the_two_only() -> None:
    mails = (mail(ANN, BEN, CAT, at=ago(9), thread="t"), mail(BEN, ANN, CAT, at=ago(8), thread="t"))
    assert of(*mails).last_contact is not None
    assert of(*mails, who=CAT).last_contact is None


@pytest.mark.parametrize("channel", [Channel.MEETING, Channel.CALL, Channel.MESSAGE])
def test_a_talk_is_contact_by_itself(channel: Channel) -> None:
    found = of(talk(ANN, BEN, channel=channel, at=ago(3)))
    assert found.last_contact is not None
    assert found.last_contact.channel is channel


def test_the_latest_of_talk_and_exchange_counts() -> None:
    exchange = [sent(ago(9), thread="t"), received(ago(8), thread="t")]
    assert dates([met(ago(10)), *exchange]).last_contact == exchange[1]
    last = met(ago(7))
    assert dates([*exchange, last]).last_contact == last


def test_each_date_is_set_by_the_last_item_of_its_kind() -> None:
    items = [sent(ago(9)), received(ago(8)), met(ago(7)), touch(ago(6), channel=Channel.CALL, direction="both")]
    found = dates(items)
    assert [found.last_sent, found.last_received, found.last_meeting, found.last_call] == items
    assert found.first == items[0]


def test_what_does_not_count_sets_no_date() -> None:
    crowd = {"ignored": Ignored.CROWD}
    assert dates([sent(ago(3), **crowd), received(ago(2), **crowd), met(ago(1), **crowd)]) == Dates()


def test_the_next_meeting_is_the_first_that_lies_ahead_and_is_no_crowd() -> None:
    near, far = met(ago(-1), ignored=Ignored.FUTURE), met(ago(-5), ignored=Ignored.FUTURE)
    assert dates([met(ago(1)), near, far]).next_meeting == near
    assert dates([met(ago(1)), sent(ago(-1), ignored=Ignored.FUTURE)]).next_meeting is None


TOUCHES = st.lists(
    st.builds(
        lambda day, of, thread, ignored: of(ago(day), thread=thread, ignored=ignored),
        st.integers(-3, 60),
        st.sampled_from([sent, received, met]),
        st.sampled_from(["one", "two", None]),
        st.sampled_from([None, None, Ignored.CROWD]),
    ),
    max_size=8,
).map(lambda some: sorted(some, key=lambda touch: touch.at))


@given(TOUCHES)
def test_who_never_answered_and_was_never_met_never_talked(found: list[Touch]) -> None:
    one_way = [touch for touch in found if touch.direction == "sent"]
    assert dates(one_way).last_contact is None


@given(TOUCHES)
def test_the_last_contact_is_the_latest_talk_or_mail_with_an_answering_mail_before_it(found: list[Touch]) -> None:
    """The definition, word by word, against the way it is worked out."""
    counting = [touch for touch in found if touch.counts]
    contacts = [
        touch.at
        for position, touch in enumerate(counting)
        if touch.talk
        or any(
            not before.talk
            and before.direction != touch.direction
            and before.thread == touch.thread is not None
            and touch.at - before.at <= MONTH
            for before in counting[:position]
        )
    ]
    last = dates(found).last_contact
    assert (last.at if last else None) == max(contacts, default=None)
