"""What is said of a relationship."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import NOW, ago, by_hand, met, moment, received, relationship, sent, touch

from crmsync.connector import Channel, Tag
from crmsync.planning.task_content import content
from crmsync.relationships.day_words import in_words
from crmsync.relationships.explanation import lasting_why, why
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.tags import TagRule
from crmsync.relationships.touch import Ignored, Touch


def said(*touches: Touch) -> str:
    return why(relationship(*touches), moment())


RHYTHM = [met(ago(60 - 10 * k), others=3) for k in range(4)]


def test_the_rhythm_the_silence_and_the_last_contact_in_two_sentences() -> None:
    assert said(*RHYTHM) == "You usually meet every 10 days; it has been 30. Last: a meeting on 19 October 2026."


def exchanged(days: float) -> tuple[Touch, Touch]:
    return received(ago(days, hours=1), thread=f"{days}"), sent(ago(days), thread=f"{days}")


NEXT = met(ago(-6), ignored=Ignored.FUTURE)


@pytest.mark.parametrize(
    ("touches", "words"),
    [
        ([met(ago(0.1))], "You have met once, today."),
        ([met(ago(1))], "You have met once, yesterday."),
        ([met(ago(2))], "You have met once, 2 days ago."),
        ([met(ago(364))], "You have met once, 364 days ago."),
        ([met(ago(365))], "You have met once, a year ago."),
        ([met(ago(366))], "You have met once, over a year ago."),
        ([met(ago(800))], "You have met once, over 2 years ago."),
        (exchanged(5), "You have talked once, 5 days ago."),
        ([*exchanged(50), met(ago(1))], "You have talked on 2 days so far; the last time was yesterday."),
        ([met(ago(5 + 7 * n)) for n in range(9)], "You usually meet every 7 days; it has been 5."),
        ([met(ago(1 + 7 * n)) for n in range(9)], "You usually meet every 7 days; the last time was yesterday."),
        ([*exchanged(900), *exchanged(930), *exchanged(960), *exchanged(990)], "; it has been over 2 years."),
        ([each for n in range(5) for each in exchanged(7 + n)], "You usually talk every day; it has been 7 days."),
        (
            [sent(ago(9))],
            "You have not talked yet: in touch once, and nothing was answered; the last mail was 9 days ago.",
        ),
        ([sent(ago(9)), received(ago(5))], "You have not talked yet: in touch on 2 days, and nothing was answered; "),
        ([received(ago(5))], "They write to you, and you never wrote to them; the last mail was 5 days ago."),
        ([NEXT], "You have not been in touch yet. You meet on 24 November 2026."),
        ([met(ago(5)), met(ago(-1), ignored=Ignored.FUTURE)], "; you meet tomorrow."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_how_it_is_is_told_as_people_tell_it(touches: list[Touch], words: str) -> None:
    assert words in said(*touches)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ([met(ago(3))], "Last: a 1:1 meeting on 15 November 2026."),
        ([met(ago(3), others=2)], "Last: a meeting on 15 November 2026."),
        ([touch(ago(3), channel=Channel.CALL, direction="both")], "Last: a call on 15 November 2026."),
        ([touch(ago(3), channel=Channel.MESSAGE, direction="both")], "Last: a message on 15 November 2026."),
        (
            [received(ago(4), thread="t"), sent(ago(3), thread="t")],
            "Last: your mail on 15 November 2026; it is their turn.",
        ),
        (
            [sent(ago(4), thread="t"), received(ago(3), thread="t")],
            "Last: their mail on 15 November 2026; it is your turn to write.",
        ),
        ([sent(ago(3))], "You wrote on 15 November 2026, and no answer is known; it is their turn."),
    ],
)
def test_the_last_contact_is_told_by_kind_and_day(last: list[Touch], words: str) -> None:
    assert words in said(*last)


def test_the_day_of_the_last_contact_is_a_civil_day() -> None:
    assert "on 1 July 2026" in said(met(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)))


def test_a_mail_of_which_nothing_came_is_told() -> None:
    quiet = said(*exchanged(100), sent(ago(40)))
    assert quiet.endswith("Last: your mail on 10 August 2026; you wrote on 9 October 2026 without an answer.")
    left = said(*exchanged(100), received(ago(90)))
    assert left.endswith("Last: your mail on 10 August 2026; they wrote on 20 August 2026 without an answer.")
    assert said(*exchanged(100), sent(ago(40), others=3)).endswith("Last: your mail on 10 August 2026.")


def test_whose_turn_it_is_is_told() -> None:
    assert said(sent(ago(90)), received(ago(5))).endswith("; it is your turn to write.")
    assert said(sent(ago(5))).endswith("; it is their turn.")
    wrote = said(*exchanged(100), sent(ago(5)))
    assert wrote.endswith("; you wrote on 13 November 2026, and it is their turn.")
    assert "turn" not in said(met(ago(5)))


def tagged(*names: str, push: Iterable[str] = ()) -> Relationship:
    tags = tuple(Tag(name=name, because="so") for name in names)
    return relationship(*exchanged(3), tags=tags, rules={name: TagRule(push=True) for name in push})


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["sailing"], "; you share “sailing”, and it is their turn."),
        (["chess", "sailing"], "; you share “chess” and “sailing”, and it is their turn."),
        (["a", "b", "c", "d"], "; you share “a”, “b”, and 2 more, and it is their turn."),
        (["the  early\nhistory of clocks"], "; you share “the early history o…”, and"),
    ],
)
def test_what_is_shared_is_told_by_two_names_at_most(names: list[str], words: str) -> None:
    assert words in why(tagged(*names), moment())


def test_what_leaves_the_store_names_no_private_tag() -> None:
    found = tagged("CANARY", "investor", push=["investor"])
    assert "CANARY" in why(found, moment())
    assert lasting_why(found, moment()).endswith("; you share “investor”, and it is their turn.")


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


TAGS = st.lists(st.text("ab é-\n\t", max_size=60).filter(str.strip), max_size=5, unique=True)
AHEAD = st.lists(st.builds(lambda days: met(ago(-days), ignored=Ignored.FUTURE), st.integers(1, 400)), max_size=2)
CROWDED = st.lists(
    st.builds(
        lambda kind, day, others, ignored: kind(ago(day), thread="t", others=others, ignored=ignored),
        st.sampled_from([sent, received, met]),
        st.floats(0, 4000),
        st.integers(1, 10),
        st.sampled_from([None, None, None, Ignored.LIST]),
    ),
    max_size=9,
)


@given(CROWDED, AHEAD, TAGS, st.sampled_from([None, 1, 45]))
def test_whatever_there_was_it_is_told_in_two_plain_sentences(
    past: list[Touch], ahead: list[Touch], names: list[str], cadence: int | None
) -> None:
    if not past + ahead:
        return
    tags, rules = tuple(Tag(name=name, because="so") for name in names), {name: TagRule(push=True) for name in names}
    found = relationship(*past, *ahead, tags=tags, rules=rules, settings=by_hand(cadence))
    written = lasting_why(found, moment())
    body = content(found, moment(), due=NOW.date(), owner=None).body
    for text in (why(found, moment()), written):
        assert 1 <= len(re.findall(r"[a-z\d”…]\.(?= |$)", text)) <= 2
    for text in (why(found, moment()), written, body):
        assert len(text) <= 300
        assert "  " not in text
        assert not re.search(r"None|\d\.\d|\b1 days|\b0 days|[,;:] ?[,;:.]|\.\.|(^|[.] )[a-z]", text), text
        assert text.endswith(".")
    assert body.startswith(written)


@given(TOUCHES)
def test_what_is_said_today_begins_as_what_is_written(touches: list[Touch]) -> None:
    found = relationship(*touches)
    habit = lasting_why(found, moment()).partition(".")[0]
    assert why(found, moment()).startswith(habit)
