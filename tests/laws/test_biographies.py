"""Ten lives, each told in a few lines: what is made of them is what somebody who knew both would say."""

from datetime import date
from typing import NamedTuple

from made_up import ANN, address, ago, mail, moment, others
from village import FAY, call, exchange, life, meeting_with

from crmsync.connector import Circle, Signal
from crmsync.planning.tasks import Case, Make, Step, step
from crmsync.relationships.explanation import why
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.standing import State, Turn
from crmsync.relationships.touch import Ignored

OUT_OF_OFFICE = frozenset({Signal.AUTO_SUBMITTED})
FILED_AS_BULK = frozenset({Signal.CATEGORY})
NEW_ADDRESS = address("fay.lund@new-job.test")


class Told(NamedTuple):
    state: State
    circle: Circle | None
    due: date | None
    why: str


def told(found: Relationship) -> Told:
    return Told(state=found.state, circle=found.circle, due=found.due, why=why(found, moment()))


def task(found: Relationship) -> Step:
    return step(Case(relationship=found, tasks=(), complete=True), moment())


def test_the_close_friend_on_holiday() -> None:
    """For two years they have written every week and met every month. Now she is away: Ann's last mail
    got an automatic answer."""
    weeks = [each for week in range(104) for each in exchange(24 + 7 * week)]
    months = [meeting_with(FAY, days=31 + 28 * month) for month in range(24)]
    away = [mail(ANN, FAY, at=ago(5)), mail(FAY, ANN, at=ago(5), signals=OUT_OF_OFFICE)]
    friend = life(weeks, months, away)
    assert told(friend) == Told(
        state=State.FINE,
        circle=Circle.INNER,
        due=date(2026, 11, 8),
        why="You usually talk every 7 days; it has been 24. "
        "Last: your mail on 25 October 2026; you wrote on 13 November 2026, and it is their turn.",
    )
    assert friend.turn is Turn.THEIRS
    assert task(friend) is None


def test_the_weekly_report_is_no_tie() -> None:
    """It bears a name, comes every Monday to Ann alone, and nobody ever answered it."""
    report = life([mail(FAY, ANN, at=ago(2 + 7 * week)) for week in range(50)])
    assert told(report) == Told(
        state=State.NONE,
        circle=None,
        due=None,
        why="They write to you, and you never wrote to them; the last mail was 2 days ago. "
        "Last: their mail on 16 November 2026.",
    )
    assert task(report) is None


def test_the_client_who_went_quiet() -> None:
    """Every other week for a year, and then not a word, though Ann has asked twice since."""
    year = [each for turn in range(26) for each in exchange(100 + 14 * turn)]
    client = life(year, mail(ANN, FAY, at=ago(70)), mail(ANN, FAY, at=ago(40)))
    assert told(client) == Told(
        state=State.QUIET,
        circle=Circle.CLOSE,
        due=date(2026, 9, 2),
        why="You usually talk every 15 days; it has been 100. "
        "Last: your mail on 10 August 2026; you wrote on 9 October 2026 without an answer.",
    )
    due = task(client)
    assert isinstance(due, Make)
    assert due.overdue == 40 / 23


def test_five_years_and_then_silence() -> None:
    """Every month for five years; that was more than two years ago. What has been does not fade away."""
    old = life(each for month in range(60) for each in exchange(900 + 30 * month))
    assert told(old) == Told(
        state=State.DORMANT,
        circle=Circle.ACTIVE,
        due=date(2024, 7, 16),
        why="You usually talk every 30 days; it has been over 2 years. Last: your mail on 1 June 2024.",
    )
    assert isinstance(task(old), Make)


def test_met_once_at_a_fair() -> None:
    """Half an hour, three weeks ago, and a business card. Nothing is owed; whom `next` calls new is of this kind."""
    stranger = life(meeting_with(FAY, days=20))
    assert told(stranger) == Told(
        state=State.NEW,
        circle=Circle.OUTER,
        due=None,
        why="You have met once, 20 days ago. Last: a 1:1 meeting on 29 October 2026.",
    )
    assert task(stranger) is None


def test_all_hands_only() -> None:
    """They sit in the same monthly meeting of eighty, and never said a word to each other."""
    somebody = life(meeting_with(FAY, *others(80), days=3 + 30 * month) for month in range(-1, 12))
    assert told(somebody) == Told(
        state=State.NONE,
        circle=None,
        due=None,
        why="You have not been in touch yet.",
    )
    assert somebody.dates.next_meeting is None
    assert {each.ignored for each in somebody.touches} == {Ignored.CROWD}


def test_the_newsletter_writer_who_answers_once() -> None:
    """Thirty newsletters to Ann alone, by no list that says so. One she answered, and he thanked her."""
    letters = [mail(FAY, ANN, at=ago(3 + 7 * week), signals=FILED_AS_BULK) for week in range(30)]
    thanks = mail(FAY, ANN, at=ago(12), thread="a", signals=FILED_AS_BULK)
    writer = life(letters, mail(ANN, FAY, at=ago(13), thread="a"), thanks)
    assert told(writer) == Told(
        state=State.NEW,
        circle=Circle.OUTER,
        due=None,
        why="You have talked once, 12 days ago. Last: their mail on 6 November 2026; it is your turn to write.",
    )
    assert sum(each.counts for each in writer.touches) == 2


def test_a_friend_whose_mail_lies_in_the_wrong_tab_is_no_newsletter() -> None:
    """Thirty letters filed as bulk, of which Ann answered every tenth."""
    letters = [mail(FAY, ANN, at=ago(3 + 7 * week), signals=FILED_AS_BULK) for week in range(30)]
    friend = life(letters, [mail(ANN, FAY, at=ago(2 + 70 * turn)) for turn in range(3)])
    assert sum(each.counts for each in friend.touches) == 33


def test_two_addresses() -> None:
    """She has changed jobs; her card has both. The rhythm goes on where it was."""
    before = [each for month in range(6) for each in exchange(150 + 30 * month)]
    since = [each for month in range(4) for each in exchange(20 + 30 * month, NEW_ADDRESS)]
    mover = life(before, since, one=[FAY, NEW_ADDRESS])
    assert told(mover) == Told(
        state=State.FINE,
        circle=Circle.WIDER,
        due=date(2026, 12, 14),
        why="You usually talk every 31 days; it has been 20. Last: your mail on 29 October 2026.",
    )
    assert mover.person.addresses == (NEW_ADDRESS, FAY)


def test_the_recurring_1_to_1() -> None:
    """Every Tuesday, for most of a year, and next Tuesday again. They hardly ever write."""
    past = [meeting_with(FAY, days=1 + 7 * week) for week in range(40)]
    ahead = [meeting_with(FAY, days=-6 - 7 * week) for week in range(5)]
    report = life(past, ahead)
    assert told(report) == Told(
        state=State.FINE,
        circle=Circle.INNER,
        due=date(2026, 12, 1),
        why="You usually meet every 7 days; the last time was yesterday. "
        "Last: a 1:1 meeting on 17 November 2026; you meet on 24 November 2026.",
    )
    assert task(report) is None


def test_phoned_yesterday() -> None:
    """Mail every month until summer, and then nothing: until yesterday, on the phone."""
    mails = [each for month in range(6) for each in exchange(120 + 30 * month)]
    assert isinstance(task(life(mails)), Make)
    friend = life(mails, call(1))
    assert told(friend) == Told(
        state=State.FINE,
        circle=Circle.WIDER,
        due=date(2027, 1, 20),
        why="You usually talk every 45 days; the last time was yesterday. Last: a call on 17 November 2026.",
    )
    assert task(friend) is None
