"""The laws of the values that a destination holds."""

import pytest

from crmsync.connector import ClearProfile, CompleteTask, Output, SetProperties
from crmsync.testing.destination.given import BOB, EVE, FULL, applied, new_task, read
from crmsync.testing.destination.world import DestinationWorld

ODD_TEXTS = (
    "=1+1",
    "+44 20 7946 0000",
    "-5",
    "@home",
    "'quoted",
    "'=quoted",
    "''+quoted twice",
    'a, "b"; c | d',
    "two\nlines",
    "null",
    "0010",
    "1e3",
    "Zoë 漢字 🙂 \u202eright to left",
    "<b>&amp;</b>",
    "\\n and \\",
    "long " * 200 + "end",
)


class ValueLaws:
    def test_every_output_is_read_as_it_was_written(self, world: DestinationWorld) -> None:
        """So a plan that is made after a push is empty."""
        [bob] = world.load([BOB])
        applied(world, SetProperties(key="s", profile=bob, values=FULL))
        [profile] = read(world, BOB)
        assert profile.values == FULL

    @pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
    def test_an_odd_text_is_read_as_it_was_written(self, world: DestinationWorld, text: str) -> None:
        [bob] = world.load([BOB])
        applied(world, SetProperties(key="s", profile=bob, values={Output.WHY: text}))
        [profile] = read(world, BOB)
        assert profile.values == {Output.WHY: text}

    def test_an_empty_value_clears_and_what_is_not_named_stays(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        applied(world, SetProperties(key="s", profile=bob, values=FULL))
        applied(world, SetProperties(key="t", profile=bob, values={Output.STATE: ""}))
        [profile] = read(world, BOB)
        assert profile.values == {output: text for output, text in FULL.items() if output is not Output.STATE}

    def test_what_is_not_ours_is_never_touched(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        before = world.foreign()
        [_, task] = applied(world, SetProperties(key="s", profile=bob, values=FULL), new_task(bob))
        applied(world, CompleteTask(key="c", profile=bob, task=task), ClearProfile(key="x", profile=bob))
        assert world.foreign() == before

    def test_clearing_a_profile_empties_all_of_ours(self, world: DestinationWorld) -> None:
        bob, eve = world.load([BOB, EVE])
        applied(world, *(SetProperties(key=f"s{each}", profile=each, values=FULL) for each in (bob, eve)))
        applied(world, ClearProfile(key="x", profile=bob))
        assert [profile.values for profile in read(world, BOB)] == [{}]
        assert [profile.values for profile in read(world, EVE)] == [FULL]
