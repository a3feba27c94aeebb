"""Circles: places, pins, and that nobody flaps."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import Circle
from crmsync.identity.people import PersonId
from crmsync.relationships.circled import circles, codes
from crmsync.relationships.circles import ALL, BOUNDED, SIZES, Circling

EVERYBODY = [PersonId(f"p{n:03}") for n in range(200)]
CIRCLE = st.sampled_from(Circle)
SOME = st.dictionaries(st.sampled_from(EVERYBODY), CIRCLE, max_size=40)
ORDERS = st.permutations(EVERYBODY[:60])
SMALL = (2, 5, 20, 40)


Some = Mapping[PersonId, Circle]


def placed(
    order: Sequence[PersonId], *, pins: Some | None = None, previous: Some | None = None, sizes: Sequence[int] = SIZES
) -> dict[PersonId, Circle]:
    """The circles of all in `order`, the strongest first."""
    places = {person: place for place, person in enumerate(sorted(order))}
    by_strength = np.array([places[person] for person in order], np.intp)
    pinned, before = (codes((some or {}).items(), places) for some in (pins, previous))
    found = circles(by_strength, pins=pinned, previous=before, sizes=sizes)
    return {person: ALL[found[place]] for person, place in places.items()}


def sizes(found: dict[PersonId, Circle]) -> list[int]:
    """How many are within each circle."""
    return [sum(ALL.index(each) <= ALL.index(circle) for each in found.values()) for circle in BOUNDED]


def test_the_first_time_circles_are_full_and_in_order_of_strength() -> None:
    found = placed(EVERYBODY)
    assert sizes(found) == [5, 15, 50, 150]
    assert [ALL.index(found[person]) for person in EVERYBODY] == sorted(ALL.index(each) for each in found.values())


@pytest.mark.parametrize(("place", "circle"), [(5, Circle.INNER), (6, Circle.INNER), (7, Circle.CLOSE)])
def test_who_was_inside_stays_until_a_fifth_further_back(place: int, circle: Circle) -> None:
    order = EVERYBODY[1:place] + EVERYBODY[:1] + EVERYBODY[place:]
    assert placed(order, previous={EVERYBODY[0]: Circle.INNER})[EVERYBODY[0]] is circle


def test_who_comes_nearer_is_taken_in_at_once() -> None:
    assert placed(EVERYBODY, previous={EVERYBODY[0]: Circle.OUTER})[EVERYBODY[0]] is Circle.INNER


def test_a_pin_wins_and_takes_a_place_there_and_in_the_wider_ones() -> None:
    last = EVERYBODY[-1]
    found = placed(EVERYBODY, pins={last: Circle.CLOSE})
    assert found[last] is Circle.CLOSE
    assert sizes(found) == [5, 15, 50, 150]
    assert found[EVERYBODY[4]] is Circle.INNER
    assert found[EVERYBODY[14]] is Circle.ACTIVE


def test_who_is_pinned_outside_leaves_the_place_to_the_next() -> None:
    found = placed(EVERYBODY, pins={EVERYBODY[0]: Circle.OUTER})
    assert found[EVERYBODY[5]] is Circle.INNER


def test_a_pin_of_somebody_unknown_takes_no_place() -> None:
    assert sizes(placed(EVERYBODY, pins={PersonId("nobody"): Circle.INNER})) == [5, 15, 50, 150]


@given(ORDERS, SOME, SOME)
def test_its_own_answer_as_the_previous_one_gives_the_same_answer(
    order: list[PersonId], pins: dict[PersonId, Circle], previous: dict[PersonId, Circle]
) -> None:
    once = placed(order, pins=pins, previous=previous, sizes=SMALL)
    assert placed(order, pins=pins, previous=once, sizes=SMALL) == once


@given(ORDERS, SOME, SOME)
def test_circles_never_hold_more_than_a_fifth_beyond_their_size_but_by_pins(
    order: list[PersonId], pins: dict[PersonId, Circle], previous: dict[PersonId, Circle]
) -> None:
    found = placed(order, pins=pins, previous=previous, sizes=SMALL)
    for circle, held, size in zip(BOUNDED, sizes(found), SMALL, strict=True):
        pinned = sum(ALL.index(pin) <= ALL.index(circle) for person, pin in pins.items() if person in order)
        assert held <= max(1.2 * size, pinned)


@pytest.mark.parametrize("wrong", [(5, 15, 50), (15, 5, 50, 150), (-1, 15, 50, 150)])
def test_sizes_that_make_no_circles_are_refused(wrong: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="circles must be 4 sizes"):
        Circling(sizes=wrong)
