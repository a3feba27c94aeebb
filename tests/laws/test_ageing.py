"""What only ages is aged in closed form: the same as worked out anew on that day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import LONDON, NOW, ago, met, moment, person, received, sent

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.relationships import numbers as columns
from crmsync.relationships import rhythm
from crmsync.relationships.active_days import ActiveDay, active_days, warmth
from crmsync.relationships.beat import Beats, beats_in
from crmsync.relationships.circles import Circling
from crmsync.relationships.history import history
from crmsync.relationships.likelihood import features
from crmsync.relationships.pulse import pulse
from crmsync.relationships.relationship import Person, Relationship
from crmsync.relationships.relationships_of_all import relationships
from crmsync.relationships.touch import Touch
from crmsync.relationships.usual import usual, usual_of

TODAY = date(2026, 11, 22)
"""A Sunday: a whole week may be full of days."""
AGES = st.integers(0, 10) | st.integers(0, 4000)
DAYS = st.dictionaries(AGES, st.tuples(st.floats(0.05, 1), st.booleans()), min_size=1, max_size=30).map(
    lambda ages: [
        ActiveDay(day=TODAY - timedelta(days=age), weight=weight, live=live)
        for age, (weight, live) in sorted(ages.items(), reverse=True)
    ]
)
LATER = st.integers(0, 3000)
EXACTLY = 1e-9


def beats_at(*everybody: list[ActiveDay]) -> Beats:
    """Of people who are in the population since their first day."""
    found = beats_in(filter(None, map(pulse, everybody)))
    found["entered"] = found["first"]
    return found


@given(DAYS, LATER, st.floats(1, 400), st.floats(0, 180))
def test_sums_age_by_themselves(days: list[ActiveDay], later: int, gap: float, silent: float) -> None:
    beat, then = beats_at(days), TODAY + timedelta(days=later)
    assert columns.warmth(beat, then) == pytest.approx([warmth(days, then)], rel=EXACTLY)
    [found] = columns.features(beat, np.array([gap]), then, silent)
    assert found == pytest.approx(features(days, gap, then, silent), rel=EXACTLY)
    assert columns.silences(beat, then) == [rhythm.silence([each.day for each in days], then)]
    assert columns.typical_gaps(beat, gap) == [rhythm.typical_gap([each.day for each in days], gap)]


@given(st.lists(DAYS, min_size=8, max_size=12), st.integers(0, 20))
def test_what_is_usual_on_monday_needs_the_last_eight_days(everybody: list[list[ActiveDay]], later: int) -> None:
    monday = rhythm.monday(TODAY + timedelta(days=later))
    known = usual_of(beats_at(*everybody), monday, monday.toordinal())
    assert known == usual([[each.day for each in days] for days in everybody], monday)


def test_a_week_full_of_days_does_not_hide_those_before() -> None:
    ages = (100, 60, 20, 6, 5, 4, 3, 2, 1, 0)
    beats = beats_at(*[[ActiveDay(day=days_before(age), weight=1) for age in ages]] * 10)
    monday = rhythm.monday(TODAY)
    found = usual_of(beats, monday, monday.toordinal())
    assert found.gap == 40
    assert found.silence == pytest.approx((monday - days_before(20)).days)


def days_before(age: int) -> date:
    return TODAY - timedelta(days=age)


def touch_of(kind: int, at: datetime) -> Touch:
    thread = f"t{at.month}"
    return (met(at), sent(at, thread=thread), received(at, thread=thread))[kind]


Lives = Mapping[PersonId, Sequence[Touch]]
ONE_LIFE = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 20_000)), min_size=1, max_size=12).map(
    lambda some: [touch_of(kind, ago(hours=hours)) for kind, hours in sorted(some, key=lambda each: -each[1])]
)
WORLDS = st.lists(ONE_LIFE, min_size=1, max_size=14).map(
    lambda some: {PersonId(f"p{n}"): t for n, t in enumerate(some)}
)


def people(touches: Lives) -> list[Person]:
    return [person(id=each) for each in touches]


def told(each: Relationship) -> list[object]:
    return [each.dates, each.silence, each.state, each.turn, each.cadence, each.due, each.circle, each.in_population]


def measured(each: Relationship) -> list[float]:
    return [number or 0 for number in (each.gap, each.strength, each.warmth, each.p_contact_90d)]


@given(WORLDS, st.integers(0, 400), st.sampled_from([0, 23, 24 * 7]))
def test_kept_histories_age_into_what_is_worked_out_anew(touches: Lives, days: int, hours: int) -> None:
    kept = {id: history(some, LONDON) for id, some in touches.items()}
    before = Circling(sizes=(1, 2, 4, 8), previous=dict.fromkeys(touches, Circle.CLOSE))
    then = moment(NOW + timedelta(days=days, hours=hours))
    aged = relationships(people(touches), touches, {}, then, before, histories=kept)
    anew = relationships(people(touches), touches, {}, then, before)
    assert aged.keys() == anew.keys()
    for id, each in aged.items():
        assert told(each) == told(anew[id])
        beat = active_days(touches[id], LONDON)
        if each.in_population:
            assert each.warmth == pytest.approx(warmth(beat, then.today), rel=EXACTLY)
        assert measured(each) == pytest.approx(measured(anew[id]), rel=EXACTLY)


def world(number: int, seed: int) -> dict[PersonId, list[Touch]]:
    """Some met every week, most a few times long ago."""
    random, found = Random(seed), {}
    for n in range(number):
        hours = sorted((random.expovariate(1 / 4000) for _ in range(1 + int(20 * random.random() ** 4))), reverse=True)
        found[PersonId(f"p{n:04}")] = [touch_of(random.choice([0, 1, 1, 2, 2]), ago(hours=1 + each)) for each in hours]
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_in_thirty_nights_without_news_hardly_anybody_changes_circle_and_nobody_goes_back_and_forth(seed: int) -> None:
    touches = world(2000, seed)
    kept = {id: history(some, LONDON) for id, some in touches.items()}
    nights: list[dict[PersonId, Circle | None]] = []
    for night in range(31):
        before = Circling(previous={id: circle for id, circle in nights[-1].items() if circle} if nights else {})
        then = moment(NOW + timedelta(days=night))
        found = relationships(people(touches), touches, {}, then, before, histories=kept)
        nights.append({id: each.circle for id, each in found.items()})
    for earlier, later in pairwise(nights):
        assert sum(earlier[id] is not later[id] for id in touches) < 0.02 * len(touches)
    for id in touches:
        changes = [night[id] for n, night in enumerate(nights) if n == 0 or night[id] is not nights[n - 1][id]]
        assert len(changes) == len(set(changes)), id
