"""When a plan must be confirmed."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import CompleteTask, Output, SetProperties
from crmsync.planning.plan import Plan
from crmsync.planning.safety import Limits, unsafe

Replaced = Mapping[Output, tuple[str, str]]
"""Old and new value of each output."""

VALUES = st.sampled_from(["", "fine", "quiet"])
CHANGED: Replaced = {Output.STATE: ("fine", "quiet")}
FILLED: Replaced = {Output.STATE: ("", "quiet"), Output.WHY: ("", "Last: a call.")}
CLEARED: Replaced = {Output.STATE: ("fine", "")}


def plan(*profiles: Replaced) -> Plan:
    changes = [
        SetProperties(key=f"set:{n}", profile=str(n), values={o: new for o, (_, new) in each.items()})
        for n, each in enumerate(profiles)
    ]
    before = {f"set:{n}": {o: old for o, (old, _) in each.items() if old} for n, each in enumerate(profiles)}
    return Plan(changes=tuple(changes), before=before)


@given(st.lists(st.dictionaries(st.sampled_from(Output), VALUES.map(lambda new: ("", new))), max_size=200))
def test_filling_what_is_empty_is_always_safe(profiles: list[Replaced]) -> None:
    assert unsafe(plan(*profiles), 0, Limits(changes_share=0, changes_min=0, clears=0)) is None


@pytest.mark.parametrize(
    ("changed", "known", "safe"), [(50, 0, True), (51, 0, False), (51, 254, False), (51, 255, True)]
)
def test_more_than_the_larger_of_the_two_limits_must_be_confirmed(changed: int, known: int, safe: bool) -> None:
    assert (unsafe(plan(*[CHANGED] * changed), known, Limits()) is None) is safe


@pytest.mark.parametrize(("cleared", "safe"), [(20, True), (21, False)])
def test_more_than_twenty_emptied_must_be_confirmed(cleared: int, safe: bool) -> None:
    assert (unsafe(plan(*[CLEARED] * cleared), 10_000, Limits()) is None) is safe


def test_a_contact_counts_once_however_many_of_its_values_change() -> None:
    much = dict.fromkeys(Output, ("old", "new"))
    assert unsafe(plan(*[much] * 50), 0, Limits()) is None
    assert unsafe(plan(*[much] * 51), 0, Limits()) is not None


def test_a_contact_that_is_filled_and_changed_is_changed() -> None:
    both = {**FILLED, Output.TURN: ("yours", "theirs")}
    assert unsafe(plan(*[both] * 51), 0, Limits()) is not None


def test_tasks_are_no_changed_values() -> None:
    ends = tuple(CompleteTask(key=f"c{n}", profile="1", task=str(n)) for n in range(99))
    assert unsafe(Plan(changes=ends, before={}), 0, Limits()) is None


def test_the_reason_says_how_many_and_what_the_limit_is() -> None:
    assert unsafe(plan(*[CHANGED] * 60), 100, Limits()) == (
        "60 of 100 contacts would get a value other than the one they have (limit 50)"
    )
    assert unsafe(plan(*[CLEARED] * 30), 100, Limits()) == "30 contacts would have a value emptied (limit 20)"


@pytest.mark.parametrize("output", [Output.NEXT_MEETING, Output.TURN])
def test_what_empties_as_days_pass_need_not_be_confirmed(output: Output) -> None:
    assert unsafe(plan(*[{output: ("something", "")}] * 200), 10_000, Limits()) is None
