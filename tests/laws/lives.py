"""Lives for the laws: days pass, people write and meet, somebody works in the CRM, and a sync runs after each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from made_up import LONDON, NOW, address, met, moment, person, received, sent
from obedient_crm import Crm

from crmsync.connector import Change, Fate, Settings
from crmsync.identity.people import PersonId
from crmsync.planning.capacity import Capacity
from crmsync.planning.life import endings
from crmsync.planning.plan import Known, plan
from crmsync.relationships.decided import Snooze
from crmsync.relationships.relationship import Moment, Person, Relationship
from crmsync.relationships.relationships_of_all import relationships
from crmsync.relationships.touch import Touch

PEOPLE = [person(address(f"{name}@mail.test"), id=PersonId(name), name=name.title()) for name in ("ben", "cat", "dan")]
CAPACITY = Capacity(day=1, week=2)

DEEDS = [
    "writes",
    "is written to",
    "meets",
    "completes",
    "deletes",
    "puts off",
    "moves",
    "reopens",
    "mutes",
    "is made personal",
    "is snoozed",
    "is done",
]
EVENTS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(PEOPLE), st.sampled_from(DEEDS)), max_size=25)
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
            self.people[each.id] = replace(each, settings=Settings(cadence_days=10))
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
            case "puts off":
                self.crm.end(who, Fate.DEFERRED, self.now)
            case "moves":
                self.crm.move(who, self.moment.today + timedelta(days=9), self.now)
            case "reopens":
                self.crm.reopen(who, self.now)
            case "mutes":
                self._be(who, settings=Settings(cadence_days=10, muted=True))
            case "is made personal":
                self._be(who, personal=True)
            case "is snoozed":
                self.decide(who, snooze=Snooze(at=self.now, until=self.moment.today + timedelta(days=7)))
            case "is done":
                self.decide(who, done=self.now)

    def decide(self, who: PersonId, **more: object) -> None:
        self._be(who, decided=replace(self.people[who].decided, **more))  # type: ignore[arg-type]  # its fields

    def _be(self, who: PersonId, **more: object) -> None:
        self.people[who] = replace(self.people[who], **more)  # type: ignore[arg-type]  # the caller names the fields

    @property
    def moment(self) -> Moment:
        return moment(self.now)

    def relationships(self) -> Mapping[PersonId, Relationship]:
        people = [replace(each, endings=endings(self.crm.of(id), LONDON)) for id, each in self.people.items()]
        return relationships(people, self.touches, {}, self.moment)

    def known(self) -> Known:
        return self.crm.known(self.relationships())

    def sync(self, capacity: Capacity = CAPACITY) -> Sequence[Change]:
        made = plan(self.known(), self.moment, capacity)
        self.crm.apply(made, self.now)
        return made.changes


def lived(events: list[tuple[int, Person, str]]) -> Life:
    """A life in which a sync runs at the start and after every event, each time twice."""
    life = Life()
    for days, who, what in [(0, PEOPLE[0], "does nothing"), *events]:
        life.now += timedelta(days=days, hours=1)
        life.happens(who.id, what)
        life.sync()
        assert all(len(list(life.crm.open(each.id))) <= 1 for each in PEOPLE), "two open tasks"
        assert plan(life.known(), life.moment, CAPACITY).changes == (), "a second run writes"
    return life
