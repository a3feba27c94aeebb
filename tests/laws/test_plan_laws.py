"""What holds for plans over any history: days pass, people write and meet, somebody works in the CRM."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import NOW, address, met, moment, person, received, sent
from obedient_crm import Crm

from crmsync.connector import CreateTask, Fate, Settings
from crmsync.identity.people import PersonId
from crmsync.planning.capacity import Capacity
from crmsync.planning.plan import Known, fingerprint, plan
from crmsync.relationships.relationship import Moment, Person, Relationship, relationships
from crmsync.relationships.standing import Turn
from crmsync.relationships.touch import Touch

PEOPLE = [person(address(f"{name}@mail.test"), id=PersonId(name), name=name.title()) for name in ("ben", "cat", "dan")]
CAPACITY = Capacity(day=1, week=2)

EVENTS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from(PEOPLE),
        st.sampled_from(["writes", "is written to", "meets", "completes", "deletes", "mutes", "is made personal"]),
    ),
    max_size=25,
)
"""After so many days, somebody does something."""


@dataclass(slots=True)
class Life:
    """Three people with a cadence of ten days, and a CRM that holds them."""

    crm: Crm = field(default_factory=Crm)
    now: datetime = NOW
    people: dict[PersonId, Person] = field(default_factory=dict)
    touches: dict[PersonId, list[Touch]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.crm.hold(*(each.id for each in PEOPLE))
        for each in PEOPLE:
            self.people[each.id] = person(
                each.addresses[0], id=each.id, name=each.name, settings=Settings(cadence_days=10)
            )
            self.touches[each.id] = [met(NOW - timedelta(days=5))]

    def happens(self, who: PersonId, what: str) -> None:
        match what:
            case "writes":
                self.touches[who].append(received(self.now, thread="t"))
            case "is written to":
                self.touches[who].append(sent(self.now, thread="t"))
            case "meets":
                self.touches[who].append(met(self.now))
            case "completes":
                self.crm.end(who, Fate.COMPLETED, self.now)
            case "deletes":
                self.crm.end(who, Fate.DELETED, self.now)
            case "mutes" | "is made personal":
                mute = Settings(cadence_days=10, muted=what == "mutes")
                before = self.people[who]
                self.people[who] = person(
                    before.addresses[0], id=who, name=before.name, settings=mute, personal=what == "is made personal"
                )

    @property
    def moment(self) -> Moment:
        return moment(self.now)

    def relationships(self) -> dict[PersonId, Relationship]:
        return relationships(self.people.values(), self.touches, {}, self.moment)

    def known(self) -> Known:
        return self.crm.known(self.relationships())


def lived(events: list[tuple[int, Person, str]]) -> Life:
    """A life in which a sync runs at the start and after every event, each time twice."""
    life = Life()
    for days, who, what in [(0, PEOPLE[0], "does nothing"), *events]:
        life.now += timedelta(days=days, hours=1)
        life.happens(who.id, what)
        life.crm.apply(plan(life.known(), life.moment, CAPACITY), life.now)
        assert all(len(list(life.crm.open(each.id))) <= 1 for each in PEOPLE), "two open tasks"
        assert plan(life.known(), life.moment, CAPACITY).changes == (), "a second run writes"
    return life


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
        assert type(change).__name__ in {"SetProperties", "CreateTask", "UpdateTask"}
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
