"""What holds for plans over any history: days pass, people write and meet, somebody works in the CRM."""

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from lives import CAPACITY, EVENTS, lived

from crmsync.connector import CreateTask
from crmsync.identity.people import PersonId
from crmsync.planning.capacity import Capacity
from crmsync.planning.plan import Known, fingerprint, plan
from crmsync.relationships.relationship import Person
from crmsync.relationships.standing import Turn


@given(EVENTS)
@settings(max_examples=60)
def test_nobody_has_two_open_tasks_and_a_second_run_writes_nothing(events: list[tuple[int, Person, str]]) -> None:
    lived(events)


@given(EVENTS)
@settings(max_examples=40)
def test_no_day_and_no_week_has_more_tasks_than_capacity(events: list[tuple[int, Person, str]]) -> None:
    dues = [task.due for task in lived(events).crm.tasks.values()]
    weeks = [due.isocalendar()[:2] for due in dues]
    assert all(dues.count(due) <= CAPACITY.day for due in dues)
    assert all(weeks.count(week) <= CAPACITY.week for week in weeks)
    assert all(due.weekday() < 5 for due in dues)


@given(EVENTS, st.integers(1, 40))
@settings(max_examples=40)
def test_days_without_news_write_what_ageing_changed_and_nothing_else(
    events: list[tuple[int, Person, str]], days: int
) -> None:
    life = lived(events)
    life.now += timedelta(days=days)
    for change in plan(life.known(), life.moment, CAPACITY).changes:
        assert type(change).__name__ in {"SetProperties", "CreateTask", "UpdateTask", "DeferTask"}
        if hasattr(change, "values"):
            assert {output.value for output in change.values} <= {"state", "turn", "why", "warmth"}


@given(EVENTS, st.randoms())
@settings(max_examples=30)
def test_the_same_facts_in_any_order_make_the_same_plan(events: list[tuple[int, Person, str]], random: Random) -> None:
    life = lived(events)
    life.now += timedelta(days=30)
    known = life.known()
    shuffled = {who: known.relationships[who] for who in random.sample(sorted(known.relationships), 3)}
    other = Known(relationships=shuffled, profiles=known.profiles, tasks=known.tasks, complete=True)
    assert plan(other, life.moment, CAPACITY) == plan(known, life.moment, CAPACITY)


@given(EVENTS, st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=40)
def test_a_task_that_was_not_made_has_the_same_key_and_fingerprint_on_a_later_day(
    events: list[tuple[int, Person, str]], one: int, other: int
) -> None:
    """So a lost answer makes no second task, and a refused one is not sent again until it says something else."""
    life = lived(events)
    begun = life.now
    made: list[dict[str, tuple[str, str, Turn]]] = []
    for days in (one, other):
        life.now = begun + timedelta(days=days)
        turns = {id: each.turn for id, each in life.relationships().items()}
        tasks = [c for c in plan(life.known(), life.moment, Capacity()).changes if isinstance(c, CreateTask)]
        made.append({task.profile: (task.key, fingerprint(task), turns[PersonId(task.profile)]) for task in tasks})
    for who in made[0].keys() & made[1].keys():
        (key, content, turn), (other_key, other_content, other_turn) = made[0][who], made[1][who]
        assert key == other_key
        assert (content == other_content) == (turn == other_turn)
