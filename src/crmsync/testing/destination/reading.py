"""The laws of reading a destination."""

from crmsync.connector import SetProperties
from crmsync.testing.destination.given import BOB, EVE, FULL, OpenTasks, applied, new_task, read, ready
from crmsync.testing.destination.world import DestinationWorld


class ReadingLaws:
    def test_only_who_is_there_is_read_each_once(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        profiles = read(world, BOB, "nobody@example.org", BOB)
        assert [(profile.id, profile.addresses) for profile in profiles] == [(bob, (BOB,))]
        assert (profiles[0].values, profiles[0].tasks) == ({}, ())

    def test_who_was_removed_is_not_read(self, world: DestinationWorld) -> None:
        bob, eve = world.load([BOB, EVE])
        world.remove(bob)
        assert [profile.id for profile in read(world, BOB, EVE)] == [eve]

    def test_looking_writes_nothing(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        [_, task] = applied(world, SetProperties(key="s", profile=bob, values=FULL), new_task(bob))
        before = world.held()
        read(world, BOB, EVE)
        list(ready(world).changes(None, OpenTasks((task,))))
        assert world.held() == before
