"""The laws of profiles that a destination makes."""

from crmsync.connector import Applied, ContactKeeping, EmailAddress, SetProperties
from crmsync.testing.abilities import Ability, needs
from crmsync.testing.destination.given import BOB, EVE, FULL, ZOE, applied, newcomer, read, ready
from crmsync.testing.destination.world import DestinationWorld


class NewcomerLaws:
    @needs(Ability.MAKING)
    def test_a_profile_is_made_once_with_its_values(self, world: DestinationWorld) -> None:
        [id] = applied(world, newcomer(ZOE))
        assert applied(world, newcomer(ZOE)) == [id]
        assert [(profile.id, profile.addresses, profile.values) for profile in read(world, ZOE)] == [(id, (ZOE,), FULL)]

    @needs(Ability.MAKING)
    def test_who_is_there_already_gets_the_values_and_no_second_profile(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        before = world.foreign()
        assert list(ready(world).apply([newcomer(BOB)])) == [Applied(key="new", id=bob, existed=True)]
        assert [(profile.id, profile.values) for profile in read(world, BOB)] == [(bob, FULL)]
        assert world.foreign() == before

    @needs(Ability.MAKING)
    def test_whom_a_person_removed_is_known_to_be_removed(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        applied(world, SetProperties(key="s", profile=bob, values=FULL))
        world.remove(bob)
        destination = ready(world)
        assert isinstance(destination, ContactKeeping)
        asked = [EmailAddress(BOB), EmailAddress(EVE), EmailAddress(ZOE)]
        assert set(destination.removed(asked)) == {BOB}
