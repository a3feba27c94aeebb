"""How often self wants to be in touch, and with whom tags have to do."""

from datetime import date

import pytest
from made_up import address, ago, by_hand, met, relationship

from crmsync.connector import Circle
from crmsync.identity.addresses import Domain
from crmsync.relationships.cadence import Cadence, cadence, due
from crmsync.relationships.tags import TagRule

TODAY = date(2026, 11, 18)
RULES = {
    "friends": TagRule(labels=frozenset({"Friends"}), cadence_days=20),
    "investor": TagRule(domains=frozenset({Domain("partner.test")}), groups=frozenset({"VC"}), cadence_days=60),
    "note": TagRule(labels=frozenset({"Note"})),
}


def found(
    *,
    by_hand: int | None = None,
    tagged: tuple[str, ...] = (),
    times: int = 1,
    gap: float = 7,
    circle: Circle | None = Circle.CLOSE,
) -> Cadence | None:
    return cadence(by_hand=by_hand, rules=RULES, tagged=tagged, gaps=times - 1, gap=gap, circle=circle)


def test_what_is_set_by_hand_comes_first() -> None:
    assert found(by_hand=400, tagged=("friends",), times=9) == Cadence(days=400, because="set by hand")


def test_then_the_shortest_of_the_tags() -> None:
    assert found(tagged=("investor", "friends", "note"), times=9) == Cadence(
        days=20, because="tag friends", private=True
    )


def test_then_the_own_rhythm_once_it_has_shown_three_gaps() -> None:
    assert found(tagged=("note",), times=4, gap=20) == Cadence(days=30, because="own rhythm")
    assert found(times=3, gap=20) == Cadence(days=30, because="circle close")


@pytest.mark.parametrize(
    ("circle", "days"), [(Circle.INNER, 7), (Circle.CLOSE, 30), (Circle.ACTIVE, 180), (Circle.WIDER, 365)]
)
def test_last_the_circle_s_nearer_ones_oftener(circle: Circle, days: int) -> None:
    assert found(circle=circle) == Cadence(days=days, because=f"circle {circle.value}")


@pytest.mark.parametrize("circle", [Circle.OUTER, None])
def test_who_is_in_no_bounded_circle_has_no_cadence(circle: Circle | None) -> None:
    assert found(circle=circle) is None


@pytest.mark.parametrize(("gap", "days"), [(1, 14), (9.3, 14), (10, 15), (243, 364), (300, 365)])
def test_the_own_rhythm_is_one_and_a_half_gaps_within_two_weeks_and_a_year(gap: float, days: int) -> None:
    assert found(times=5, gap=gap) == Cadence(days=days, because="own rhythm")


def test_a_tag_that_the_configuration_does_not_name_sets_no_cadence() -> None:
    assert found(tagged=("from elsewhere",)) == Cadence(days=30, because="circle close")
    assert found(tagged=("from elsewhere", "friends")) == Cadence(days=20, because="tag friends", private=True)


def test_of_equal_cadences_that_of_a_tag_that_may_be_named_is_taken() -> None:
    rules = {name: TagRule(cadence_days=20, push=name == "z") for name in ("a", "z")}
    assert cadence(by_hand=None, rules=rules, tagged=("a", "z"), gaps=0, gap=7, circle=None) == Cadence(
        days=20, because="tag z"
    )


def test_labels_on_anybody_s_mail_tag_the_person() -> None:
    tagged = relationship(met(ago(3), labels=frozenset({"Friends"})), rules=RULES, addresses=(address("b@mail.test"),))
    assert tagged.tags == ("friends",)
    assert tagged.cadence == Cadence(days=20, because="tag friends", private=True)


def test_the_ideal_day_is_one_cadence_after_they_last_talked() -> None:
    every = Cadence(days=30, because="set by hand")
    assert due(date(2026, 11, 1), every) == date(2026, 12, 1)
    assert due(None, every) is None
    assert due(date(2026, 11, 1), None) is None


def test_the_day_they_last_talked_is_a_civil_day() -> None:
    last_minute_of_june = ago().replace(month=6, day=30, hour=23, minute=30)
    assert relationship(met(last_minute_of_june), settings=by_hand(1)).due == date(2026, 7, 2)
