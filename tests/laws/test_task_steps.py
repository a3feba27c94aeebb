"""A task's life, as a table of cases: what is done about a person's task."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from made_up import BEN, CAT, ago, by_hand, met, moment, person, received, relationship, sent, touch

from crmsync.connector import Channel, Circle, Fate, Settings
from crmsync.planning.task_content import content
from crmsync.planning.tasks import Case, Complete, KnownTask, Make, Rewrite, Step, Withdraw, key, step
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.tags import TagRule
from crmsync.relationships.touch import Ignored, Touch

MONTHLY = by_hand(30)
OVERDUE = met(ago(31))


def friend(*touches: Touch, **who: object) -> Relationship:
    return relationship(*touches, **{"settings": MONTHLY, **who})  # type: ignore[arg-type]  # the caller names them


def task(*, fate: Fate = Fate.OPEN, created: datetime | None = None, ended: datetime | None = None) -> KnownTask:
    """A task of ours, worded as it would be now."""
    worded = content(friend(OVERDUE), moment(), due=date(2026, 11, 18), owner=None)
    return KnownTask(
        key=key(person().id, ()),
        person=person().id,
        profile="1",
        id="9",
        fate=fate,
        created=created or ago(2),
        due=worded.due,
        ended=ended,
        subject=worded.subject,
        body=worded.body,
    )


def found(
    who: Relationship, *tasks: KnownTask, complete: bool = True, notes_last_contacted: datetime | None = None
) -> Step:
    case = Case(relationship=who, tasks=tasks, complete=complete, notes_last_contacted=notes_last_contacted)
    return step(case, moment())


def test_a_task_is_made_once_the_cadence_is_past() -> None:
    assert found(friend(met(ago(30)))) is None
    due = friend(met(ago(31)))
    assert found(due) == Make(value=due.reach_out_value, overdue=31 / 30)


NO_TASK: dict[str, Step] = {
    "no cadence applies": found(friend(OVERDUE, settings=Settings(circle=Circle.OUTER))),
    "a colleague": found(friend(OVERDUE, colleague=True)),
    "muted": found(friend(OVERDUE, settings=by_hand(30, muted=True))),
    "personal": found(friend(OVERDUE, personal=True)),
    "who only writes in": found(friend(received(ago(31)))),
    "coverage incomplete": found(friend(OVERDUE), complete=False),
    "their turn": found(friend(OVERDUE, sent(ago(3)), settings=by_hand(1))),
    "a meeting within 14 days": found(friend(OVERDUE, met(ago(-14), ignored=Ignored.FUTURE))),
    "written one-to-one since": found(friend(OVERDUE, sent(ago(20)))),
    "contacted as HubSpot knows": found(friend(OVERDUE), notes_last_contacted=ago(20)),
    "a task that a person completed since": found(friend(OVERDUE), task(fate=Fate.COMPLETED, ended=ago(20))),
    "a task that a person deleted since": found(friend(OVERDUE), task(fate=Fate.DELETED, ended=ago(20))),
}


@pytest.mark.parametrize("why", NO_TASK)
def test_no_task_is_made_where(why: str) -> None:
    assert NO_TASK[why] is None


TASK: dict[str, Step] = {
    "a tag's cadence is past": found(
        friend(
            OVERDUE,
            settings=Settings(),
            rules={"friends": TagRule(domains=frozenset({"partner.test"}), cadence_days=30)},  # type: ignore[arg-type]
        )
    ),
    "the meeting ahead is further away": found(friend(OVERDUE, met(ago(-14.1), ignored=Ignored.FUTURE))),
    "self only wrote to many": found(friend(OVERDUE, sent(ago(20), others=3))),
    "they wrote": found(friend(OVERDUE, received(ago(20)))),
    "the last one-to-one mail is old": found(friend(OVERDUE, sent(ago(31)))),
    "the last task ended a cadence ago": found(friend(OVERDUE), task(fate=Fate.COMPLETED, ended=ago(31))),
    "HubSpot's note is old": found(friend(OVERDUE), notes_last_contacted=ago(31)),
}


@pytest.mark.parametrize("why", TASK)
def test_a_task_is_made_where(why: str) -> None:
    assert isinstance(TASK[why], Make)


def test_without_any_date_to_count_from_no_task_is_made() -> None:
    assert found(friend(sent(ago(200), others=3))) is None


def test_an_open_task_that_says_what_is_so_is_left_alone() -> None:
    assert found(friend(OVERDUE), task()) is None
    assert found(friend(OVERDUE), task(), complete=False) is None


REACHED_OUT: dict[str, Touch] = {
    "wrote one-to-one": sent(ago(1)),
    "wrote to two": sent(ago(1), others=2),
    "met": met(ago(1), others=10),
    "called": touch(ago(1), channel=Channel.CALL, direction="both"),
    "messaged": touch(ago(1), channel=Channel.MESSAGE, direction="both"),
}


@pytest.mark.parametrize("how", REACHED_OUT)
def test_a_task_is_completed_once_self_reached_out_after_its_creation(how: str) -> None:
    assert found(friend(OVERDUE, REACHED_OUT[how]), task()) == Complete(task=task())
    older = task(created=ago(0.5))
    assert not isinstance(found(friend(OVERDUE, REACHED_OUT[how]), older), Complete)


NOT_REACHED_OUT: dict[str, Touch] = {
    "they wrote": received(ago(1)),
    "they messaged": touch(ago(1), channel=Channel.MESSAGE, direction="received"),
    "wrote to three": sent(ago(1), others=3),
    "an automatic reply": sent(ago(1), ignored=Ignored.AUTOMATIC),
    "a meeting ahead": met(ago(-1), ignored=Ignored.FUTURE),
    "a crowd": met(ago(1), ignored=Ignored.CROWD),
}


@pytest.mark.parametrize("how", NOT_REACHED_OUT)
def test_a_task_is_not_completed_by(how: str) -> None:
    assert not isinstance(found(friend(OVERDUE, NOT_REACHED_OUT[how]), task()), Complete)


def test_a_mail_received_rewrites_the_task_to_a_reply() -> None:
    replied = friend(OVERDUE, received(ago(3)))
    assert found(replied, task(created=ago(5))) == Rewrite(task=task(created=ago(5)))
    assert found(replied, task(created=ago(5)), complete=False) is None
    assert content(replied, moment(), due=date(2026, 11, 18), owner=None).subject == "Reply to Ben Okoro"


@pytest.mark.parametrize("who", [{"settings": by_hand(30, muted=True)}, {"personal": True}, {"colleague": True}])
def test_the_task_of_whom_nobody_should_be_reminded_of_is_withdrawn(who: dict[str, object]) -> None:
    assert found(friend(OVERDUE, **who), task()) == Withdraw(task=task())


def test_the_task_of_a_muted_person_whom_self_wrote_to_is_completed_not_withdrawn() -> None:
    muted = friend(OVERDUE, sent(ago(1)), settings=by_hand(30, muted=True))
    assert found(muted, task()) == Complete(task=task())


def test_what_a_task_says_does_not_change_with_the_passing_of_days() -> None:
    who = friend(OVERDUE)
    said = [content(who, moment(ago(-days)), due=date(2026, 11, 18), owner=None) for days in range(100)]
    assert set(said) == {said[0]}
    assert said[0].subject == "Get in touch with Ben Okoro"
    assert said[0].body == (
        "You have met once. Last: a 1:1 meeting on 18 October 2026.\nYour aim: every 30 days (set by hand)."
    )
    assert said[0].channel is Channel.MEETING


def test_who_has_no_name_is_called_by_address() -> None:
    assert BEN in content(friend(OVERDUE, name=""), moment(), due=date(2026, 11, 18), owner=None).subject


def test_the_key_is_the_same_until_the_task_has_ended() -> None:
    first = task()
    assert key(person().id, ()) == key(person().id, [first]) == first.key
    done = replace(first, fate=Fate.COMPLETED, ended=ago(1))
    second = key(person().id, [done])
    assert second != first.key
    assert key(person().id, [done, replace(done, key=second, fate=Fate.DELETED)]) not in {first.key, second}


def test_days_are_civil_days_in_the_user_s_zone() -> None:
    """Half past eleven on a summer evening in UTC is the next day in London."""
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    case = Case(relationship=friend(met(late)), tasks=(), complete=True)
    assert step(case, moment(late.replace(hour=12) + timedelta(days=31))) is None
    assert isinstance(step(case, moment(late.replace(hour=12) + timedelta(days=32))), Make)


def test_a_key_under_which_another_person_has_a_task_is_passed_over() -> None:
    """One person turned out to be two, and the task that was made for both is the other's now."""
    me, other = person().id, person(CAT).id
    first, second = key(me, ()), key(me, [task(fate=Fate.DELETED)])
    assert key(me, (), {first: me}) == first
    assert key(me, (), {first: other}) == second != first
    assert key(me, (), {first: other, second: other}) not in (first, second)
