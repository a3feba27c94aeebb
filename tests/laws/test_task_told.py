"""Which task a person has, and why none: a sentence for every case, and none that the plan gives the lie."""

from dataclasses import replace
from datetime import date

import pytest
from made_up import ago, by_hand, met, moment, relationship, sent

from crmsync.connector import Channel, Fate
from crmsync.planning.capacity import Capacity
from crmsync.planning.task_content import content
from crmsync.planning.task_told import task_told
from crmsync.planning.tasks import Case, KnownTask, Make, step
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.touch import Ignored

LATE = relationship(met(ago(90)), settings=by_hand(30))
SOON = relationship(met(ago(90)), met(ago(-3), ignored=Ignored.FUTURE), settings=by_hand(30))


def task(**more: object) -> KnownTask:
    told = content(LATE, moment(), due=date(2026, 11, 17), owner=None)
    given = {
        "key": "k",
        "person": LATE.person.id,
        "profile": "7",
        "id": "9",
        "fate": Fate.OPEN,
        "created": ago(1),
        "due": told.due,
        "subject": told.subject,
        "body": told.body,
        "channel": told.channel,
        **more,
    }
    return KnownTask(**given)  # type: ignore[arg-type]  # the caller names the fields


def said(found: Relationship, *tasks: KnownTask, complete: bool = True) -> str:
    return task_told(Case(relationship=found, tasks=tasks, complete=complete), moment(), Capacity(), "crm")


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (replace(LATE, person=replace(LATE.person, colleague=True)), "they are a colleague"),
        (replace(LATE, person=replace(LATE.person, personal=True)), "they are personal"),
        (relationship(met(ago(90)), settings=by_hand(30, muted=True)), "they are muted"),
        (relationship(met(ago(90)), sent(ago(2)), settings=by_hand(30)), "it is their turn"),
        (SOON, "you meet soon"),
        (replace(LATE, cadence=None), "there is no cadence to be late for"),
        (relationship(met(ago(3)), settings=by_hand(30)), "the day for one has not come"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_why_there_is_no_task(found: Relationship, why: str) -> None:
    assert step(Case(relationship=found, tasks=(), complete=True), moment()) is None
    assert said(found) == f"none in crm: {why}."


def test_who_said_that_it_is_done_is_told_so() -> None:
    by_word = replace(LATE, person=replace(LATE.person, decided=replace(LATE.person.decided, done=ago(0))))
    assert said(by_word, task()) == "open in crm; the next sync completes it, for you said that it is done."


def test_while_not_everything_is_read_none_is_made() -> None:
    assert said(LATE, complete=False) == "none in crm: not everything is read yet, and until then none is made."


def test_one_that_is_due_waits_for_room() -> None:
    assert isinstance(step(Case(relationship=LATE, tasks=(), complete=True), moment()), Make)
    assert said(LATE).startswith("none in crm yet: one is due")
    assert said(LATE).endswith("There is room for 3 a day and 10 a week.")


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (task(), "open in crm for 17 November 2026: Get in touch with"),
        (task(moved=date(2026, 12, 1)), "open in crm for 1 December 2026: Get in touch with"),
        (task(subject="Old words"), "open in crm for 17 November 2026; the next sync brings its text up to date."),
        (task(created=ago(40), due=date(2026, 10, 20)), "open in crm; nobody touched it for two weeks"),
        (task(created=ago(100)), "open in crm; the next sync completes it"),
    ],
)
def test_what_becomes_of_one_that_is_open(known: KnownTask, told: str) -> None:
    assert said(LATE, known).startswith(told)


def test_one_that_is_not_wanted_any_more_is_taken_off() -> None:
    muted = relationship(met(ago(90)), settings=by_hand(30, muted=True))
    assert said(muted, task()) == "open in crm; the next sync takes it off the list."


def test_an_ended_one_is_no_open_one() -> None:
    ended = task(fate=Fate.COMPLETED, ended=ago(3), channel=Channel.MAIL)
    assert said(LATE, ended) == "none in crm: the day for one has not come."
