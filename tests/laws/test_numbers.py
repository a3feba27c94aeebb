"""Everybody's numbers beside each other: likelihood, circles, and that ageing alone moves nobody about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import made_up
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import NOW, ago, by_hand, met, moment, others, received, relationship, sent

from crmsync.connector import Circle
from crmsync.identity.people import PersonId, new_id
from crmsync.relationships.active_days import ActiveDay
from crmsync.relationships.beat import NEVER, beats_in
from crmsync.relationships.circled import codes
from crmsync.relationships.circles import ALL, FIRST, Circling
from crmsync.relationships.likelihood import DEFAULT, LAWFUL, Coefficients, features, likelihood, logistic
from crmsync.relationships.moments import ticks
from crmsync.relationships.numbers import Numbers, numbers
from crmsync.relationships.pulse import pulse
from crmsync.relationships.relationships_of_all import relationships
from crmsync.relationships.rhythm import Usual, typical_gap

TODAY = date(2026, 11, 18)
Lives = Mapping[PersonId, list[ActiveDay]]


def _day(day: date, random: Random) -> ActiveDay:
    return ActiveDay(day=day, weight=random.choice([0.5, 0.7, 1.0, 0.35]), live=random.random() < 0.2)


def life(random: Random) -> list[ActiveDay]:
    first, share = random.randint(1, 1500), random.random() ** 3
    ages = sorted({first, *(age for age in range(first) if random.random() < share / 3)}, reverse=True)
    return [_day(TODAY - timedelta(days=age), random) for age in ages]


def lives(seed: int, number: int) -> Lives:
    random = Random(seed)
    return {PersonId(f"p{n}"): life(random) for n in range(number)}


def measured(known: Lives, today: date, circling: Circling = FIRST, last: Mapping[PersonId, datetime] = {}) -> Numbers:
    """In order of ids. `last`: when the last contact was, where it was not on the last day."""
    people = sorted(known)
    places = {person: place for place, person in enumerate(people)}
    beats = beats_in(filter(None, (pulse(known[person]) for person in people)))
    beats["entered"] = beats["first"]
    beats["last_contact"] = [ticks(last[person]) if person in last else NEVER for person in people]
    before = codes(circling.previous.items(), places)
    return numbers(beats, today, Usual(), pins=codes([], places), previous=before, sizes=circling.sizes)


def circled(known: Lives, today: date, circling: Circling = FIRST, **more: datetime) -> dict[PersonId, Circle]:
    last = {PersonId(person): at for person, at in more.items()}
    found = measured(known, today, circling, last).circle
    return {person: ALL[circle] for person, circle in zip(sorted(known), found, strict=True)}


def chance(days: Sequence[ActiveDay], today: date, by: Coefficients = DEFAULT) -> float:
    gap = typical_gap([each.day for each in days], 30)
    return float(likelihood(features(days, gap, today, 19), by))


def test_in_thirty_nights_without_news_nobody_changes_circle() -> None:
    people = lives(7, 400)
    seen = circled(people, TODAY)
    for night in range(1, 31):
        tonight = circled(people, TODAY + timedelta(days=night), Circling(previous=seen))
        assert tonight == seen
        seen = tonight


def test_in_thirty_nights_with_news_of_a_tenth_under_two_in_a_hundred_change_circle_a_night() -> None:
    people, random = lives(8, 400), Random(8)
    seen = circled(people, TODAY)
    for night in range(1, 31):
        today = TODAY + timedelta(days=night)
        for person in random.sample(sorted(people), 40):
            people[person].append(ActiveDay(day=today, weight=0.7))
        tonight = circled(people, today, Circling(previous=seen))
        assert sum(tonight[person] is not seen[person] for person in people) < 0.02 * len(people)
        seen = tonight


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_every_number_keeps_to_its_range(seed: int, number: int) -> None:
    found = measured(lives(seed, number), TODAY)
    assert ((found.strength > 0) & (found.strength <= 100)).all()
    assert ((found.warmth >= 0) & (found.warmth < 100)).all()
    assert ((found.p_contact_90d > 0) & (found.p_contact_90d < 1)).all()


@given(st.integers(0, 10_000), st.integers(1, 2000))
def test_the_longer_the_silence_the_less_likely_is_contact(seed: int, later: int) -> None:
    one = life(Random(seed))
    assert chance(one, TODAY + timedelta(days=later)) < chance(one, TODAY)


LAWFUL_ONES = st.builds(
    lambda intercept, values: Coefficients(
        intercept=intercept,
        of_features=tuple(abs(v) * sign if sign else v for v, sign in zip(values, LAWFUL, strict=True)),
        horizon_days=90,
        origin="made up",
    ),
    st.floats(-50, 50),
    st.tuples(*[st.floats(-50, 50)] * len(LAWFUL)),
)


@given(st.integers(0, 10_000), st.integers(1, 2000), LAWFUL_ONES)
def test_whatever_was_fitted_silence_makes_nobody_likelier(seed: int, later: int, by: Coefficients) -> None:
    one = life(Random(seed))
    assert chance(one, TODAY + timedelta(days=later), by) <= chance(one, TODAY, by)


@given(
    st.lists(st.dates(date(1970, 1, 1), TODAY), min_size=1, max_size=9, unique=True).map(sorted),
    st.floats(1e-9, 1e6),
    st.floats(0, 1e6),
    LAWFUL_ONES,
)
def test_the_probability_is_one_whatever_the_facts(
    days: list[date], gap: float, usual: float, by: Coefficients
) -> None:
    found = features([ActiveDay(day=day, weight=1.0) for day in days], gap, TODAY, usual)
    assert 0 <= likelihood(found, by) <= 1


def test_the_same_silence_says_more_where_there_was_more_of_a_rhythm() -> None:
    def surprise(times: int) -> float:
        days = [ActiveDay(day=TODAY - timedelta(days=60 + 7 * n), weight=1.0) for n in reversed(range(times))]
        return float(features(days, 7, TODAY, 19)[1])

    assert surprise(16) == 2 * surprise(1)


def test_days_in_one_burst_are_less_of_a_rhythm_than_days_spread_out() -> None:
    def chance_of(ages: tuple[int, ...]) -> float:
        days = [ActiveDay(day=TODAY - timedelta(days=age), weight=1.0) for age in ages]
        return float(likelihood(features(days, 15, TODAY, 19)))

    assert chance_of((70, 69, 68, 67, 66, 10)) < chance_of((70, 58, 46, 34, 22, 10))


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 300), min_size=1, max_size=6, unique=True), min_size=1, max_size=15))
def test_while_nothing_happens_with_anybody_everybody_becomes_less_likely(silences: list[list[int]]) -> None:
    """The usual silence moves with everybody, on Mondays; it never makes anybody likelier by itself."""
    people = {new_id([each]): each for each in others(len(silences))}
    ages = dict(zip(people, silences, strict=True))
    found = {who: [sent(ago(age)) for age in sorted(ages[who], reverse=True)] for who in people}
    everyone = [made_up.person(each, id=who) for who, each in people.items()]
    for weeks in range(2, 60, 7):  # what was this week is known from Monday on
        before, after = (
            relationships(everyone, found, {}, moment(NOW + timedelta(weeks=later))) for later in (weeks - 1, weeks)
        )
        for who in people:
            assert (after[who].p_contact_90d or 0) < (before[who].p_contact_90d or 0)


def test_of_equal_strength_who_was_talked_to_last_is_closer() -> None:
    same = {PersonId(each): [ActiveDay(day=TODAY, weight=1.0)] for each in "abc"}
    found = circled(same, TODAY, Circling(sizes=(1, 2, 3, 4)), b=ago(9), c=ago(2))
    assert found == {"c": Circle.INNER, "b": Circle.CLOSE, "a": Circle.ACTIVE}


def test_an_extreme_score_is_a_chance_all_the_same() -> None:
    assert logistic(np.array([-1e6, 0, 1e6])).tolist() == [0, 0.5, 1]
    assert DEFAULT.horizon_days == 90


def test_a_relationship_carries_its_numbers() -> None:
    friend = relationship(*(met(ago(7 * n)) for n in range(1, 9)))
    assert friend.strength == 100 * (0.25 + 0.15 + 0.2 * 8 / 13)
    assert friend.warmth is not None
    assert 60 < friend.warmth < 75
    assert friend.circle is Circle.INNER
    assert friend.p_contact_90d is not None
    assert friend.reach_out_value == friend.strength * (1 - friend.p_contact_90d)


def test_outside_the_population_there_are_no_numbers() -> None:
    writer = relationship(received(ago(3)), settings=by_hand(7))
    assert (writer.strength, writer.warmth, writer.p_contact_90d, writer.circle) == (None, None, None, None)
    assert (writer.reach_out_value, writer.cadence) == (0, None)


def test_strong_once_and_silent_now_is_worth_reaching_out_to() -> None:
    was = relationship(*(met(ago(n)) for n in range(1000, 300, -7)))
    is_now = relationship(*(met(ago(n)) for n in range(700, 0, -7)))
    assert was.reach_out_value > 5 * is_now.reach_out_value


def test_a_pin_set_by_hand_is_the_circle_and_gives_its_cadence() -> None:
    friend = relationship(sent(ago(5)), settings=replace(by_hand(None), circle=Circle.ACTIVE), now=moment())
    assert friend.circle is Circle.ACTIVE
    assert friend.cadence is not None
    assert friend.cadence.days == 180
