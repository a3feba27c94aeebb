"""A task's life: every row of docs/tasks.md is run, and what holds for any history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lives import EVENTS, PEOPLE, Life, lived
from made_up import LONDON, NOW, ago, by_hand, met, relationship, sent, touch

from crmsync.connector import Channel, CreateTask, Fate, SetProperties, Task, UpdateTask
from crmsync.planning.capacity import WEEKDAYS, Capacity
from crmsync.planning.life import Stage, endings, seen, stage
from crmsync.planning.plan import plan
from crmsync.planning.tasks import OVERDUE_DAYS, Hand, KnownTask
from crmsync.relationships.relationship import Person
from crmsync.relationships.skips import Ending
from crmsync.store.journal import kind_of

PAGE = (Path(__file__).parents[2] / "docs/tasks.md").read_text()
BEN = PEOPLE[0].id


def rows(section: str) -> list[list[str]]:
    """The cells of the table under this heading."""
    text = PAGE.partition(f"## {section}")[2].partition("\n## ")[0]
    table = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table[2:]]


CASES = rows("What happens, and what follows")
NEXT = rows("When the next one comes")
SKIPS = rows("Skipped tasks loosen a cadence")


def ben(life: Life) -> KnownTask:
    [task] = life.crm.of(BEN)
    return task


def only_ben() -> Life:
    """His cadence is past; the two others have nothing to be reminded of."""
    life = Life()
    for other in PEOPLE[1:]:
        del life.crm.profiles[other.id]
    life.now += timedelta(days=10)
    return life


def pass_by(life: Life) -> None:
    later = life.moment.day(ben(life).created), ben(life).day
    life.now += max(later) + timedelta(days=OVERDUE_DAYS) - life.moment.today


HAPPENS: dict[str, Callable[[Life], object]] = {
    "nothing": lambda life: None,
    "they write to you": lambda life: life.touches[BEN].append(touch(life.now, direction="received")),
    "you write to them alone": lambda life: life.touches[BEN].append(sent(life.now)),
    "you write to many": lambda life: life.touches[BEN].append(sent(life.now, others=11)),
    "you meet": lambda life: life.touches[BEN].append(met(life.now)),
    "you call them": lambda life: life.touches[BEN].append(touch(life.now, channel=Channel.CALL, direction="both")),
    "crmsync done": lambda life: life.happens(BEN, "is done"),
    "crmsync snooze": lambda life: life.happens(BEN, "is snoozed"),
    "they are muted": lambda life: life.happens(BEN, "mutes"),
    "they are made personal": lambda life: life.happens(BEN, "is made personal"),
    "a person completes it": lambda life: life.happens(BEN, "completes"),
    "a person deletes it": lambda life: life.happens(BEN, "deletes"),
    "a person defers it": lambda life: life.happens(BEN, "puts off"),
    "a person moves it": lambda life: life.happens(BEN, "moves"),
    "a person opens it again": lambda life: life.happens(BEN, "reopens"),
    "14 days pass after its day": pass_by,
}
LEADS_TO = {
    "open": [],
    "moved by a person": ["a person moves it"],
    "completed by a person": ["a person completes it"],
    "completed by us": ["you write to them alone"],
    "deferred by us": ["14 days pass after its day"],
    "opened again by a person": ["a person completes it", "a person opens it again"],
}
"""What must have happened to an open task for it to be this."""


def stands(was: str) -> Life:
    life = only_ben()
    for what in [] if was == "none" else ["nothing", *LEADS_TO[was]]:
        HAPPENS[what](life)
        life.sync()
        life.now += timedelta(hours=1)
    if was != "none":
        assert stage(ben(life)) == was
    return life


@pytest.mark.parametrize(("was", "happens", "means", "then", "write"), CASES)
def test_every_case_of_the_table_is_as_it_says(was: str, happens: str, means: str, then: str, write: str) -> None:
    life = stands(was)
    HAPPENS[happens](life)
    if happens == "they write to you":
        life.now += timedelta(days=3)  # until then nobody is to answer yet
    written = [kind_of(change) for change in life.sync() if not isinstance(change, SetProperties)]
    assert ", ".join(written) == write.strip("-")
    assert stage(ben(life)) == then
    assert means


def test_the_table_names_every_stage_and_everything_that_can_happen() -> None:
    assert {then for *_, then, _ in CASES} == set(Stage)
    assert {happens for _, happens, *_ in CASES} == HAPPENS.keys()


def next_one(life: Life) -> date:
    """The day on which the next task is made, a sync running every day."""
    for _ in range(60):
        if any(isinstance(change, CreateTask) for change in life.sync(Capacity(workdays=EVERY_DAY))):
            return life.moment.today
        life.now += timedelta(days=1)
    raise AssertionError("no other task came")


EVERY_DAY = frozenset(WEEKDAYS)
ENDINGS = {
    "completed by a person": "completes",
    "deleted by a person": "deletes",
    "deferred by a person": "puts off",
    "completed by us": "is done",
    "deferred by us": "",
    "archived by us, when they were muted": "mutes",
    "archived by us, when they were snoozed": "is snoozed",
}


@pytest.mark.parametrize(("ended", "comes"), NEXT)
def test_the_next_task_comes_when_the_table_says(ended: str, comes: str) -> None:
    life = stands("open")
    life.now += timedelta(days=2)
    if ended == "deferred by us":
        pass_by(life)
    else:
        life.happens(BEN, ENDINGS[ended])
    life.sync()
    [task] = life.crm.of(BEN)
    assert ended.startswith(stage(task))
    assert task.ended
    day = life.moment.day(task.ended)
    life.people[BEN] = replace(life.people[BEN], settings=by_hand(10))
    assert (next_one(life) - day).days == {"a": 11, "o": 7}[comes[0]]  # after ten days it is past; asleep for seven


def test_the_table_names_every_way_to_end() -> None:
    assert [ended for ended, _ in NEXT] == list(ENDINGS)


@pytest.mark.parametrize(("turns", "days"), SKIPS)
def test_three_skips_in_a_row_loosen_a_cadence_until_the_next_contact(turns: str, days: str) -> None:
    touches, past = [met(ago(900 - 20 * n)) for n in range(5)], []
    for number, turn in enumerate(turns.split(", ")):
        at = ago(600 - 50 * number)
        if turn == "contact":
            touches.append(met(at))
        elif turn != "withdrawn":
            past.append(Ending(at=at, skipped=turn == "skipped"))
    tie = relationship(*touches, endings=tuple(past), name="Ben")
    usual = relationship(*touches, name="Ben").cadence
    assert tie.cadence
    assert usual
    assert (tie.cadence.days / usual.days) == pytest.approx(int(days) / 30, rel=0.02)
    assert ("loosened" in tie.cadence.because) == (days != "30")


def test_a_cadence_set_by_hand_is_never_loosened_and_a_skip_counts_from_the_next_day() -> None:
    skipped = tuple(Ending(at=ago(days), skipped=True) for days in (90, 60, 30))
    assert relationship(met(ago(200)), endings=skipped, settings=by_hand(30)).due == date(2026, 6, 1)
    rhythm = [met(ago(300 - 20 * n)) for n in range(5)]
    [today, tomorrow] = [
        relationship(*rhythm, endings=(*skipped[:2], Ending(at=at, skipped=True))).cadence for at in (ago(), ago(1))
    ]
    assert today
    assert tomorrow
    assert (today.days, tomorrow.days) == (33, 50)


def test_what_we_withdrew_is_no_ending_and_two_of_one_day_are_one() -> None:
    task = KnownTask(
        key="k", person=BEN, profile="1", id="9", fate=Fate.DEFERRED, created=ago(30), due=ago(20).date(), ended=ago(6)
    )
    ours = replace(task, hand=Hand.US)
    withdrawn, by_a_person = replace(ours, fate=Fate.DELETED, ended=ago(3)), replace(task, ended=ago(2))
    assert endings([by_a_person, withdrawn, ours, replace(ours, key="elsewhere")], LONDON) == (
        Ending(at=ago(6), skipped=True),
        Ending(at=ago(2), skipped=False),
    )


def test_a_task_that_was_moved_back_is_not_moved() -> None:
    life = stands("moved by a person")
    life.crm.move(BEN, ben(life).due, life.now)
    assert stage(ben(life)) is Stage.OPEN


@given(EVENTS)
@settings(max_examples=40)
def test_no_task_that_a_person_ended_or_moved_is_touched_by_a_sync(events: list[tuple[int, Person, str]]) -> None:
    life = lived(events)
    life.now += timedelta(days=1)
    before = dict(life.crm.tasks)
    life.sync()
    for key, task in before.items():
        after = life.crm.tasks[key]
        assert after.day == task.day
        assert after == task or task.fate is Fate.OPEN


@given(EVENTS, st.integers(0, 40))
@settings(max_examples=40)
def test_nothing_is_left_open_for_two_weeks_after_its_day(events: list[tuple[int, Person, str]], days: int) -> None:
    life = lived(events)
    life.now += timedelta(days=days)
    life.sync()
    for each in PEOPLE:
        for task in life.crm.open(each.id):
            assert (life.moment.today - max(task.day, life.moment.day(task.created))).days < OVERDUE_DAYS


@given(EVENTS, st.integers(0, 10))
@settings(max_examples=40)
def test_whoever_s_task_ended_gets_none_for_a_cadence(events: list[tuple[int, Person, str]], days: int) -> None:
    life = lived(events)
    ends = {id: [t.ended for t in life.crm.of(id) if t.ended and stage(t) is not Stage.ARCHIVED_BY_US] for id in people}
    life.now += timedelta(days=days)
    for change in plan(life.known(), life.moment, Capacity()).changes:
        if isinstance(change, CreateTask):
            assert all((life.moment.today - life.moment.day(at)).days > 10 for at in ends[by_profile[change.profile]])


people = [each.id for each in PEOPLE]
by_profile = {str(id): id for id in people}


def test_after_a_holiday_of_three_weeks_the_first_day_has_the_number_of_any_other() -> None:
    """Twenty people were due before; nobody touched the open tasks meanwhile."""
    for nightly in (True, False):
        life = Life()
        many = [replace(PEOPLE[0], id=type(BEN)(f"p{n:02}")) for n in range(20)]
        for each in many:
            life.crm.hold(each.id)
            life.people[each.id] = replace(each, settings=by_hand(10))
            life.touches[each.id] = [met(NOW - timedelta(days=90))]
        usual = Capacity(day=3, week=10)
        for _ in range(5):
            life.sync(usual)
            life.now += timedelta(days=1)
        for _ in range(23):
            if nightly:
                life.sync(replace(usual, day=0))
            life.now += timedelta(days=1)
        kinds = [kind_of(change) for change in life.sync(usual)]
        assert kinds.count("create_task") == 3
        assert sum(task.fate is Fate.OPEN for task in life.crm.tasks.values()) == 3


def test_a_change_never_names_another_day_than_that_of_the_task() -> None:
    life = stands("moved by a person")
    HAPPENS["they write to you"](life)
    life.now += timedelta(days=3)
    [update] = [change for change in life.sync() if isinstance(change, UpdateTask)]
    assert update.content.due == ben(life).due != ben(life).day


def test_an_old_task_that_a_person_opens_again_stays_and_ours_beside_it_goes() -> None:
    life = stands("completed by a person")
    life.now += timedelta(days=11)
    life.sync()
    [old, new] = life.crm.of(BEN)
    life.crm.tasks[old.key] = seen(old, Task(id=old.id, key=old.key, fate=Fate.OPEN, due=old.due), life.now)
    life.sync()
    assert [stage(task) for task in life.crm.of(BEN)] == [Stage.REOPENED, Stage.ARCHIVED_BY_US]
    assert new.fate is Fate.OPEN


def test_a_place_to_which_a_person_moved_a_task_is_taken() -> None:
    life = only_ben()
    life.sync()
    life.crm.move(BEN, date(2026, 12, 7), life.now)
    other = PEOPLE[1].id
    life.crm.hold(other)
    life.now += timedelta(days=9)
    assert life.moment.today == date(2026, 12, 7)
    assert not [change for change in life.sync(Capacity(day=1)) if isinstance(change, CreateTask)]
    assert [change.profile for change in life.sync(Capacity(day=2)) if isinstance(change, CreateTask)] == [other]
