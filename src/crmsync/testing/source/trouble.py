"""The laws of a source in trouble."""

import pytest

from crmsync.connector import Exhausted, Unauthorized, Unavailable
from crmsync.testing.abilities import Ability, Failure, needs
from crmsync.testing.memory import pull
from crmsync.testing.source.given import empty, many, pulled
from crmsync.testing.source.world import SourceWorld

PASSING = (Failure.TOO_FAST, Failure.BROKEN, Failure.DOWN, Failure.DROPPED)


class TroubleLaws:
    @needs(Ability.FAILURES)
    @pytest.mark.parametrize("failure", PASSING)
    def test_a_passing_failure_is_waited_for(self, world: SourceWorld, failure: Failure) -> None:
        added = many(world)
        world.fail(failure)
        assert pulled(world).ids == set(added)

    @needs(Ability.FAILURES)
    def test_a_failure_that_stays_is_told_and_loses_nothing(self, world: SourceWorld) -> None:
        added = many(world)
        memory = empty(world)
        world.fail(Failure.DOWN, times=None)
        with pytest.raises((Unavailable, Exhausted)):
            pull(world.open(), memory)
        world.heal()
        pull(world.open(), memory)
        assert memory.ids == set(added)

    @needs(Ability.LOGIN)
    def test_a_refused_login_is_told_as_such(self, world: SourceWorld) -> None:
        many(world)
        world.fail(Failure.NO_LOGIN, times=None)
        with pytest.raises(Unauthorized):
            pull(world.open(), empty(world))
