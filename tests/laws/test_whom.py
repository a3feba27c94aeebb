"""Whom to reach out to next: who is named and why, who is left alone, in what order, and how many."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import BEN, address, ago, by_hand, met, moment, received, relationship, sent

from crmsync.connector import Channel
from crmsync.planning.capacity import Away, Capacity
from crmsync.planning.following import following
from crmsync.planning.whom import Candidate, Kind, candidate, choose, places, whom
from crmsync.relationships.decided import Decided, Snooze
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.touch import Ignored, Touch


def kind(found: Relationship, *, handled: tuple[datetime, ...] = (), snoozed: date | None = None) -> Kind | None:
    choice = choose(Candidate(relationship=found, handled=handled, snoozed=snoozed), moment())
    return choice.kind if choice else None


def every(days: int, *touches: Touch, **who: object) -> Relationship:
    """Somebody with a cadence set by hand, whom self has known for years."""
    return relationship(*talked(1000), *touches, settings=by_hand(days), **who)  # type: ignore[arg-type]  # as made_up


def talked(days: float) -> tuple[Touch, Touch]:
    """They wrote and self answered, so long ago."""
    return received(ago(days, hours=1), thread=f"t{days}"), sent(ago(days), thread=f"t{days}")


WAITING = (sent(ago(100), thread="a"), received(ago(5), thread="a"))
ONCE = (met(ago(20)), received(ago(19), others=3))


def test_who_wrote_last_waits_for_an_answer() -> None:
    assert kind(relationship(*WAITING)) is Kind.YOUR_TURN


def test_who_is_past_the_ideal_date_is_overdue_from_the_day_after() -> None:
    assert kind(every(30, *talked(30))) is None
    assert kind(every(30, *talked(31))) is Kind.OVERDUE


def test_who_has_no_cadence_is_not_overdue() -> None:
    assert kind(replace(relationship(*talked(300)), cadence=None)) is None


def test_a_rhythm_that_is_over_is_nearly_lost() -> None:
    found = relationship(*(touch for days in (400, 390, 380, 370, 360) for touch in talked(days)))
    assert kind(found) is Kind.DORMANT


def test_who_was_met_once_lately_and_not_since_is_new() -> None:
    assert kind(relationship(*ONCE)) is Kind.NEW
    assert kind(relationship(*ONCE, *talked(9))) is not Kind.NEW
    assert kind(relationship(met(ago(6)))) is not Kind.NEW
    assert kind(relationship(met(ago(43)))) is not Kind.NEW
    assert kind(relationship(received(ago(20)), sent(ago(19.5)))) is not Kind.NEW


@pytest.mark.parametrize("who", [{"colleague": True}, {"settings": by_hand(30, muted=True)}], ids=str)
def test_colleagues_and_muted_people_are_never_named(who: dict[str, object]) -> None:
    assert kind(relationship(*WAITING, **who)) is None  # type: ignore[arg-type]  # as made_up
    hand = {"settings": by_hand(), **who}
    assert kind(relationship(*talked(1000), *talked(300), **hand)) is None  # type: ignore[arg-type]  # as made_up


def test_personal_people_are_named_too() -> None:
    assert kind(every(30, *talked(300), personal=True)) is Kind.OVERDUE


def test_who_only_writes_in_is_not_named() -> None:
    assert kind(relationship(received(ago(200)), received(ago(5)), settings=by_hand())) is None


def test_whose_turn_it_is_is_left_alone() -> None:
    assert kind(every(30, *talked(300), sent(ago(6)))) is None


@pytest.mark.parametrize(("ahead", "found"), [(13, None), (14, None), (15, Kind.OVERDUE)])
def test_who_is_met_within_two_weeks_is_left_alone(ahead: int, found: Kind | None) -> None:
    assert kind(every(30, *talked(300), met(ago(-ahead), ignored=Ignored.FUTURE))) is found


@pytest.mark.parametrize(("days", "found"), [(1, None), (0, Kind.OVERDUE)])
def test_who_is_snoozed_is_left_alone_until_the_day(days: int, found: Kind | None) -> None:
    assert kind(every(30, *talked(300)), snoozed=moment().today + timedelta(days=days)) is found


@pytest.mark.parametrize(("days", "found"), [(29, None), (30, None), (31, Kind.OVERDUE)])
def test_who_was_taken_care_of_otherwise_has_a_cadence_from_then(days: int, found: Kind | None) -> None:
    assert kind(every(30, *talked(300)), handled=(ago(days),)) is found


def test_a_mail_that_was_taken_care_of_waits_no_more() -> None:
    assert kind(relationship(*WAITING), handled=(ago(4),)) is None
    assert kind(relationship(*WAITING), handled=(ago(6),)) is Kind.YOUR_TURN
    assert kind(relationship(*ONCE), handled=(ago(3),)) is None


def test_a_mail_that_nobody_answered_was_a_try() -> None:
    assert kind(every(30, *talked(300), sent(ago(20)))) is None
    assert kind(every(30, *talked(300), sent(ago(31)))) is Kind.OVERDUE


def test_a_mail_is_answered_by_mail_and_else_the_channel_of_the_last_contact_is_kept() -> None:
    waiting, old = (met(ago(50)), *WAITING[1:]), every(30, met(ago(50)))
    found = whom([Candidate(relationship=relationship(*waiting)), Candidate(relationship=old)], moment())
    assert {choice.kind: choice.how for choice in found} == {
        Kind.YOUR_TURN: Channel.MAIL,
        Kind.OVERDUE: Channel.MEETING,
    }


def test_the_most_urgent_of_each_kind_come_in_turn() -> None:
    some = [
        every(30, *talked(60), id="2"),
        every(30, *talked(300), id="1"),
        relationship(*WAITING, id="3"),
        relationship(*ONCE, id="4"),
        relationship(*ONCE, id="5"),
    ]
    found = whom([Candidate(relationship=each) for each in some], moment(), new_people=1)
    assert [choice.relationship.person.id for choice in found] == ["3", "1", "4", "2", "5"]


def named(*some: Relationship, room: int = 3) -> list[str]:
    found = whom([Candidate(relationship=each) for each in some], moment(), new_people=1, room=room)
    return [choice.relationship.person.id for choice in found]


BUSY = [
    *(relationship(*WAITING, id=f"wait{number}") for number in (1, 2)),
    *(every(30, *talked(300), id=f"due{number}") for number in (1, 2)),
]


@pytest.mark.parametrize("room", [1, 2, 3])
def test_who_was_newly_met_lies_within_the_room_there_is(room: int) -> None:
    found = named(*BUSY, relationship(*ONCE, id="a new one"), relationship(*ONCE, id="another"), room=room)
    assert "a new one" in found[:room]
    assert found[-1] == "another"


def test_whom_self_came_back_to_this_week_has_had_its_place_for_new_people() -> None:
    """NOW is a Wednesday."""
    for days, first in ((1, False), (3, True)):
        had = relationship(*ONCE, met(ago(days)), id="had")
        found = named(*BUSY, had, relationship(*ONCE, id="new"), room=1)
        assert (found[0] == "new") is first, days


def test_personal_people_stand_behind_and_take_nobody_s_place() -> None:
    found = named(relationship(*ONCE, id="a", personal=True), *BUSY, relationship(*ONCE, id="new"), room=1)
    assert (found[0], found[-1]) == ("new", "a")


@pytest.mark.parametrize(("days", "late"), [(45, False), (46, True)])
def test_who_waits_longer_than_a_cadence_and_a_half_is_late(days: int, late: bool) -> None:
    [choice] = whom([Candidate(relationship=every(30, *talked(days)))], moment())
    assert (choice.kind, choice.late) == (Kind.OVERDUE, late)


def test_a_mail_that_waits_makes_nobody_late() -> None:
    [choice] = whom([Candidate(relationship=every(30, *talked(300), received(ago(5))))], moment())
    assert (choice.kind, choice.late) == (Kind.YOUR_TURN, False)


@given(st.permutations(range(6)))
def test_the_order_does_not_depend_on_the_order_of_the_facts(order: list[int]) -> None:
    some = [
        Candidate(relationship=every(30, *talked(300 + number % 2), who=address(f"a{number}@b.test"), id=str(number)))
        for number in range(6)
    ]
    found = whom([some[number] for number in order], moment())
    assert [choice.relationship.person.id for choice in found] == ["1", "3", "5", "0", "2", "4"]


FREE = Capacity(day=3, week=10)


@pytest.mark.parametrize(
    ("capacity", "ended", "room"),
    [
        (FREE, [], 3),
        (FREE, [0.1], 2),
        (FREE, [0.1, 0.2, 0.3, 0.35], 0),
        (FREE, [1] * 8, 2),
        (FREE, [3] * 8, 3),
        (Capacity(day=3, week=2), [], 2),
        (Capacity(away=(Away(first=date(2026, 11, 18), last=date(2026, 12, 24)),)), [], 0),
        (Capacity(workdays=frozenset({"mon"})), [1], 3),
    ],
)
def test_a_day_and_a_week_have_room_for_so_many(capacity: Capacity, ended: list[float], room: int) -> None:
    assert places(moment(), capacity, [ago(days) for days in ended]) == room


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (relationship(*WAITING), "Answer them: they wrote last."),
        (relationship(*ONCE), "Write to them: you met lately, and not since."),
        (every(30, *talked(31)), "Get in touch: it was to be by 17 November 2026."),
        (every(30, met(ago(3))), "Get in touch by 15 December 2026."),
        (replace(relationship(*talked(300)), cadence=None), "Nothing: no rhythm has shown yet, and no cadence is set."),
        (relationship(*talked(300), sent(ago(6))), "It is their turn until 19 November 2026."),
        (every(30, *talked(31), met(ago(-3), ignored=Ignored.FUTURE)), "You meet on 21 November 2026; nothing before."),
        (relationship(*WAITING, settings=by_hand(None, muted=True)), "Nothing: they are muted."),
        (relationship(*WAITING, colleague=True), "Nothing: a colleague is nobody's task."),
        (relationship(received(ago(5))), "Nothing: you never wrote to them or met them."),
        (relationship(met(ago(5), ignored=Ignored.CROWD)), "Nothing: no mail and no meeting with them counts."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_follows_is_said_in_a_sentence(found: Relationship, said: str) -> None:
    assert following(Candidate(relationship=found), moment()) == said


def test_what_follows_a_snooze_is_nothing_before_its_end() -> None:
    snoozed = Candidate(relationship=relationship(*WAITING), snoozed=date(2026, 12, 1))
    assert following(snoozed, moment()) == "Nothing before 1 December 2026: they are snoozed."


@given(
    st.lists(st.tuples(st.integers(0, 500), st.sampled_from([sent, received, met])), max_size=8),
    st.lists(st.integers(0, 400), max_size=2),
)
def test_whoever_is_named_has_something_to_be_done_and_nobody_else_is(
    past: list[tuple[int, object]], handled: list[int]
) -> None:
    touches = [make(ago(days), thread="t") for days, make in past]  # type: ignore[operator]  # a maker of touches
    if not touches:
        return
    each = Candidate(relationship=relationship(*touches, who=BEN), handled=[ago(days) for days in handled])
    said = following(each, moment())
    now = ("Answer", "Write", "Get in touch:")
    assert said.startswith(now) is (choose(each, moment()) is not None), said


def test_what_the_user_decided_here_leaves_a_person_alone() -> None:
    """A snooze until its day, and a talk elsewhere as the end of a task does."""
    waiting = every(30, *talked(300))
    tomorrow = moment().today + timedelta(days=1)
    for decided in (Decided(snooze=Snooze(at=ago(1), until=tomorrow)), Decided(done=ago(1))):
        left = every(30, *talked(300), decided=decided)
        assert choose(candidate(left), moment()) is None
    assert choose(candidate(waiting), moment()) is not None
