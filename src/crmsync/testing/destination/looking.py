"""The laws of a destination that only look."""

from crmsync.connector import EmailAddress
from crmsync.testing.destination.given import OpenTasks, cadences
from crmsync.testing.destination.world import DestinationWorld


class DestinationLooks:
    """The laws that only look, and hold of any account as it is: those that `--live` tries.

    An author gives the fixture `world`, of which nothing but `open` and `requests` is asked.
    """

    def fill(self, world: DestinationWorld) -> None:
        """What a law begins with. A real account holds what it holds."""

    def test_construction_sends_nothing(self, world: DestinationWorld) -> None:
        before = world.requests()
        world.open()
        assert world.requests() == before

    def test_nothing_costs_nothing(self, world: DestinationWorld) -> None:
        destination = world.open()
        before = world.requests()
        assert list(destination.apply([])) == []
        assert list(destination.read([])) == []
        assert world.requests() == before

    def test_who_is_not_there_is_not_answered(self, world: DestinationWorld) -> None:
        self.fill(world)
        assert list(world.open().read([EmailAddress("nobody-has-this@unheard-of.example")])) == []

    def test_what_people_did_is_told_with_a_cursor(self, world: DestinationWorld) -> None:
        pages = list(world.open().changes(None, OpenTasks()))
        assert pages, "tell one page at least, for its cursor"
        again = list(world.open().changes(pages[-1].cursor, OpenTasks()))
        assert cadences(again) == cadences(pages)
