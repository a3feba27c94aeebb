"""The laws of what a source tells."""

from collections import Counter
from datetime import datetime, timedelta, timezone

from crmsync.connector import EmailAddress, Interaction, Skipped
from crmsync.testing.abilities import Ability, needs
from crmsync.testing.memory import pull
from crmsync.testing.source.given import BEGUN, addresses_of, many, pulled, pulled_after
from crmsync.testing.source.world import SourceWorld

INDIA = timezone(timedelta(hours=5, minutes=30))


class TellingLaws:
    def test_everything_is_told_once(self, world: SourceWorld) -> None:
        added = many(world)
        memory = pulled(world)
        assert memory.ids == set(added)
        assert Counter(memory.told_ids) == Counter(added)

    def test_a_time_is_told_as_the_moment_it_was(self, world: SourceWorld) -> None:
        at = datetime(2026, 2, 3, 1, 15, tzinfo=INDIA)
        record = pulled_after(world, world.add("bob@example.org", at))
        if isinstance(record, Interaction):
            assert (record.at, record.at.utcoffset()) == (at, timedelta())

    @needs(Ability.ADDRESSES)
    def test_an_address_in_capitals_is_told_in_small_letters(self, world: SourceWorld) -> None:
        record = pulled_after(world, world.add("Bob.STONE@Example.ORG", BEGUN))
        assert EmailAddress("bob.stone@example.org") in addresses_of(record)
        assert [address for address in addresses_of(record) if address != address.lower()] == []

    @needs(Ability.UNREADABLE)
    def test_what_cannot_be_read_is_skipped_and_stops_nothing(self, world: SourceWorld) -> None:
        before, bad, after = many(world), world.spoil(), many(world, "later", count=2)
        memory = pulled(world)
        assert memory.ids == {*before, *after}
        skipped = memory.records.get(bad)
        assert isinstance(skipped, Skipped)
        assert skipped.reason.strip()

    def test_pulling_writes_nothing(self, world: SourceWorld) -> None:
        many(world)
        before = world.held()
        memory = pulled(world)
        pull(world.open(), memory)
        assert world.held() == before
