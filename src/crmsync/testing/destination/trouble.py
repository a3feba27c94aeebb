"""The laws of a destination in trouble."""

from contextlib import suppress

import pytest

from crmsync.connector import Applied, EmailAddress, Exhausted, SetProperties, Unauthorized, Unavailable
from crmsync.testing.abilities import Ability, Failure, needs
from crmsync.testing.destination.given import BOB, FULL, applied, new_task, read, ready
from crmsync.testing.destination.world import DestinationWorld


class TroubleLaws:
    @needs(Ability.FAILURES)
    @pytest.mark.parametrize("failure", [Failure.TOO_FAST, Failure.BROKEN, Failure.DOWN, Failure.DROPPED])
    def test_a_passing_failure_is_waited_for(self, world: DestinationWorld, failure: Failure) -> None:
        [bob] = world.load([BOB])
        destination = ready(world)
        world.fail(failure)
        outcomes = list(destination.apply([SetProperties(key="s", profile=bob, values=FULL)]))
        assert outcomes == [Applied(key="s", id=bob)]
        world.fail(failure)
        assert [profile.values for profile in read(world, BOB)] == [FULL]

    @needs(Ability.FAILURES)
    @pytest.mark.parametrize("failure", [Failure.BROKEN, Failure.DROPPED, Failure.LOST])
    def test_a_lost_answer_makes_one_task(self, world: DestinationWorld, failure: Failure) -> None:
        [bob] = world.load([BOB])
        destination = ready(world)
        world.fail(failure)
        [outcome] = destination.apply([new_task(bob)])
        assert isinstance(outcome, Applied)
        assert list(world.tasks()) == ["k1"]
        assert applied(world, new_task(bob)) == [outcome.id]
        assert list(world.tasks()) == ["k1"]

    @needs(Ability.FAILURES)
    def test_a_failure_that_stays_is_told_and_what_was_not_done_can_be_done_later(
        self, world: DestinationWorld
    ) -> None:
        [bob] = world.load([BOB])
        destination = ready(world)
        world.fail(Failure.DOWN, times=None)
        with pytest.raises((Unavailable, Exhausted)):
            list(destination.apply([new_task(bob)]))
        world.heal()
        applied(world, new_task(bob))
        assert list(world.tasks()) == ["k1"]

    @needs(Ability.FAILURES)
    def test_answers_that_are_lost_again_and_again_double_nothing(self, world: DestinationWorld) -> None:
        """Whether it can be seen that the task was made, or has to be told as trouble, depends on the service."""
        [bob] = world.load([BOB])
        destination = ready(world)
        world.fail(Failure.LOST, times=None)
        with suppress(Unavailable, Exhausted):
            list(destination.apply([new_task(bob)]))
        world.heal()
        applied(world, new_task(bob))
        assert list(world.tasks()) == ["k1"]

    @needs(Ability.LOGIN)
    def test_a_refused_login_is_told_as_such(self, world: DestinationWorld) -> None:
        world.load([BOB])
        destination = ready(world)
        world.fail(Failure.NO_LOGIN, times=None)
        with pytest.raises(Unauthorized):
            list(destination.read([EmailAddress(BOB)]))
