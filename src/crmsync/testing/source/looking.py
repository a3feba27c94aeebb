"""The laws of a source that only look."""

from datetime import timedelta

from crmsync.connector import Interaction, email_address
from crmsync.testing.memory import pull
from crmsync.testing.source.given import addresses_of, empty, pulled, repeated
from crmsync.testing.source.world import SourceWorld


class SourceLooks:
    """The laws that only look, and hold of any source whatever its service has: those that `--live` tries.

    An author gives the fixture `world`, of which nothing but `open`, `requests` and `now` is asked.
    """

    def fill(self, world: SourceWorld) -> None:
        """What a law begins with. A real account holds what it holds."""

    def test_construction_sends_nothing(self, world: SourceWorld) -> None:
        before = world.requests()
        world.open()
        assert world.requests() == before

    def test_no_record_is_told_twice_in_one_pull(self, world: SourceWorld) -> None:
        self.fill(world)
        memory = pulled(world)
        assert repeated(memory) == []

    def test_all_is_known_at_the_end_of_a_pull(self, world: SourceWorld) -> None:
        self.fill(world)
        pages = pull(world.open(), empty(world))
        assert pages, "tell one page at least, for its cursor and its coverage"
        assert pages[-1].coverage.complete, "the last page of a pull says that all is known"

    def test_times_are_in_utc(self, world: SourceWorld) -> None:
        self.fill(world)
        moments = [record.at for record in pulled(world).told if isinstance(record, Interaction)]
        assert [at for at in moments if at.utcoffset() != timedelta()] == []

    def test_addresses_are_in_their_canonical_form(self, world: SourceWorld) -> None:
        self.fill(world)
        told = [address for record in pulled(world).told for address in addresses_of(record)]
        assert [address for address in told if address != email_address(address)] == []

    def test_a_second_pull_from_the_beginning_tells_the_same(self, world: SourceWorld) -> None:
        self.fill(world)
        assert pulled(world).records == pulled(world).records
