"""Everybody's numbers, worked out by columns, are what each one's definition says, person after person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import one_number
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import LONDON, NOW, ago, met, moment, person, received, sent

from crmsync.connector import Circle, Settings
from crmsync.identity.people import PersonId
from crmsync.relationships import rhythm
from crmsync.relationships.active_days import active_days
from crmsync.relationships.circles import Circling
from crmsync.relationships.history import history
from crmsync.relationships.likelihood import DEFAULT
from crmsync.relationships.relationship import Moment, Person
from crmsync.relationships.relationships_of_all import Relationships, relationships
from crmsync.relationships.touch import Touch

Touches = Mapping[PersonId, Sequence[Touch]]
IDS = [PersonId(f"p{n}") for n in range(16)]
CIRCLES = st.dictionaries(st.sampled_from(IDS), st.sampled_from(Circle), max_size=6)
SIZES = (1, 5, 6, 10)
CLOSELY = 1e-12
"""Relative: logarithms of an array may be rounded differently in the last place."""


def touch_of(kind: int, at: datetime) -> Touch:
    return (met(at), sent(at, thread="t"), received(at, thread="t"), sent(at, others=4))[kind]


HOURS = st.integers(1, 200) | st.integers(1, 30_000)
LIVES = st.lists(st.tuples(st.integers(0, 3), HOURS), max_size=14).map(
    lambda some: [touch_of(kind, ago(hours=hours)) for kind, hours in sorted(some, key=lambda each: -each[1])]
)
TWINS = st.tuples(LIVES, st.lists(st.integers(0, 6), min_size=2, max_size=len(IDS))).map(
    lambda pair: [[replace(touch, at=touch.at - timedelta(hours=by)) for touch in pair[0]] for by in pair[1]]
)
"""Of equal strength, more often than not, but for the hour of the last contact."""
WORLDS = (st.lists(LIVES, max_size=len(IDS)) | TWINS).map(lambda some: dict(zip(IDS, some, strict=False)))


def everybody(touches: Touches, pins: Mapping[PersonId, Circle]) -> list[Person]:
    """In an order of their own."""
    people = [person(id=id, settings=Settings(circle=pins.get(id))) for id in touches]
    Random(3).shuffle(people)
    return people


def usual(touches: Touches, then: Moment) -> rhythm.Usual:
    monday = rhythm.monday(then.today)
    begins = then.begins(monday)
    inside = [t for t in touches.values() if any(e.direction != "received" and e.at < begins for e in t)]
    return one_number.usual([[each.day for each in active_days(some, LONDON)] for some in inside], monday)


@given(WORLDS, CIRCLES, CIRCLES, st.integers(0, 500))
def test_numbers_by_columns_are_those_of_one_person_after_the_other(
    touches: Touches, pins: Mapping[PersonId, Circle], previous: Mapping[PersonId, Circle], later: int
) -> None:
    then = moment(NOW + timedelta(days=later))
    circling = Circling(sizes=SIZES, previous=previous)
    found = relationships(everybody(touches, pins), touches, {}, then, circling)
    past = {id: history(some, LONDON) for id, some in touches.items()}
    days = {id: active_days(touches[id], LONDON) for id, each in past.items() if each.entered}
    since = {id: (then.now - last.at).total_seconds() for id in days if (last := past[id].dates.last_contact)}
    pinned = {id: pin for id, pin in pins.items() if id in days}
    plain = one_number.plainly(days, since, then.today, circling, pinned, DEFAULT, usual(touches, then))
    assert found.circles == {id: each.circle for id, each in plain.items()}
    for id, each in plain.items():
        assert (found[id].strength, found[id].circle) == (each.strength, each.circle)
        assert found[id].warmth == pytest.approx(each.warmth, rel=CLOSELY)
        assert found[id].p_contact_90d == pytest.approx(each.p_contact_90d, rel=CLOSELY)


@given(WORLDS)
def test_the_typical_gap_and_silence_are_those_of_the_days(touches: Touches) -> None:
    common = usual(touches, moment())
    for id, each in relationships(everybody(touches, {}), touches, {}, moment()).items():
        days = [each.day for each in active_days(touches[id], LONDON)]
        assert each.silence == rhythm.silence(days, moment().today)
        assert each.gap == (rhythm.typical_gap(days, common.gap) if days else None)


@given(WORLDS)
def test_everybody_with_a_touch_is_there_in_the_order_of_people(touches: Touches) -> None:
    people = everybody(touches, {})
    found = relationships(people, touches, {}, moment())
    told = [each.id for each in people if touches[each.id]]
    assert list(found) == [each.person.id for each in found.values()] == told
    assert len(found) == len(told)
    assert [id in found for id in touches] == [bool(some) for some in touches.values()]


def test_a_relationship_is_made_when_it_is_asked_for_and_once() -> None:
    asked: list[PersonId] = []

    class Asked(dict[PersonId, Person]):
        def __getitem__(self, id: PersonId) -> Person:
            asked.append(id)
            return super().__getitem__(id)

    found = of_people(Asked({id: person(id=id) for id in IDS}))
    assert found.circles.keys() == set(IDS)
    assert not asked
    assert found[IDS[3]] is found[IDS[3]]
    assert asked == [IDS[3]]


def of_people(people: Mapping[PersonId, Person]) -> Relationships:
    touches = {id: [sent(ago(3))] for id in people}
    known = relationships(people.values(), touches, {}, moment()).known
    return Relationships(replace(known, people=people), {}, moment())


def test_ids_that_do_not_ascend_are_refused() -> None:
    known = of_people({id: person(id=id) for id in IDS}).known
    with pytest.raises(ValueError, match="ascending"):
        Relationships(replace(known, ids=IDS[::-1]), {}, moment())
