"""The laws of a source."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import ClassVar

import pytest

from crmsync.connector import (
    Contact,
    CursorExpired,
    EmailAddress,
    Exhausted,
    Interaction,
    Record,
    Skipped,
    Unauthorized,
    Unavailable,
    email_address,
)
from crmsync.testing.abilities import Ability, Failure, leave_out, needs
from crmsync.testing.memory import Memory, kept, pull
from crmsync.testing.source_world import SourceWorld

BEGUN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
INDIA = timezone(timedelta(hours=5, minutes=30))
PASSING = (Failure.TOO_FAST, Failure.BROKEN, Failure.DOWN, Failure.DROPPED)


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
        memory = _pulled(world)
        assert _repeated(memory) == []

    def test_all_is_known_at_the_end_of_a_pull(self, world: SourceWorld) -> None:
        self.fill(world)
        pages = pull(world.open(), Memory(now=world.now))
        assert pages, "tell one page at least, for its cursor and its coverage"
        assert pages[-1].coverage.complete, "the last page of a pull says that all is known"

    def test_times_are_in_utc(self, world: SourceWorld) -> None:
        self.fill(world)
        moments = [record.at for record in _pulled(world).told if isinstance(record, Interaction)]
        assert [at for at in moments if at.utcoffset() != timedelta()] == []

    def test_addresses_are_in_their_canonical_form(self, world: SourceWorld) -> None:
        self.fill(world)
        told = [address for record in _pulled(world).told for address in _addresses(record)]
        assert [address for address in told if address != email_address(address)] == []

    def test_a_second_pull_from_the_beginning_tells_the_same(self, world: SourceWorld) -> None:
        self.fill(world)
        assert _pulled(world).records == _pulled(world).records


class SourceContract(SourceLooks):
    """Every source passes it. A subclass sets `World`; laws about what the service lacks are absent from it."""

    World: ClassVar[type[SourceWorld]]

    def __init_subclass__(cls) -> None:
        if "World" in vars(cls):
            leave_out(cls, cls.World.lacks)

    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[SourceWorld]:
        with self.World(tmp_path) as world:
            yield world

    def fill(self, world: SourceWorld) -> None:
        many(world)

    def test_everything_is_told_once(self, world: SourceWorld) -> None:
        added = many(world)
        memory = _pulled(world)
        assert memory.ids == set(added)
        assert Counter(memory.told_ids) == Counter(added)

    def test_a_time_is_told_as_the_moment_it_was(self, world: SourceWorld) -> None:
        at = datetime(2026, 2, 3, 1, 15, tzinfo=INDIA)
        record = _pulled_after(world, world.add("bob@example.org", at))
        if isinstance(record, Interaction):
            assert (record.at, record.at.utcoffset()) == (at, timedelta())

    def test_an_address_in_capitals_is_told_in_small_letters(self, world: SourceWorld) -> None:
        record = _pulled_after(world, world.add("Bob.STONE@Example.ORG", BEGUN))
        assert EmailAddress("bob.stone@example.org") in _addresses(record)
        assert [address for address in _addresses(record) if address != address.lower()] == []

    def test_a_pull_without_news_tells_nothing_and_costs_little(self, world: SourceWorld) -> None:
        many(world)
        memory = _pulled(world)
        before = world.requests()
        pull(world.open(), memory)
        assert memory.told_ids == []
        assert world.requests() - before <= world.quiet

    def test_only_what_is_new_is_told(self, world: SourceWorld) -> None:
        old = many(world)
        memory = _pulled(world)
        new = many(world, "later", count=2)
        pull(world.open(), memory)
        assert sorted(memory.told_ids) == sorted(new)
        assert memory.ids == {*old, *new}

    @needs(Ability.CHANGES)
    def test_what_has_changed_is_told_again(self, world: SourceWorld) -> None:
        first, *others = many(world)
        memory = _pulled(world)
        before = memory.records.get(first)
        world.change(first)
        pull(world.open(), memory)
        assert memory.told_ids == [first]
        assert memory.records.get(first) != before
        assert memory.ids == {first, *others}

    @needs(Ability.REMOVALS)
    def test_what_is_gone_is_withdrawn(self, world: SourceWorld) -> None:
        first, second, *others = many(world)
        memory = _pulled(world)
        world.remove(second)
        pull(world.open(), memory)
        assert memory.ids == {first, *others}

    @needs(Ability.REMOVALS)
    def test_what_was_gone_before_it_was_told_is_not_told(self, world: SourceWorld) -> None:
        first, second, *others = many(world)
        world.remove(first)
        memory = _pulled(world)
        assert memory.ids == {second, *others}

    @needs(Ability.PAGES)
    def test_nothing_is_missed_that_comes_while_pulling(self, world: SourceWorld) -> None:
        added = many(world)
        memory = Memory(now=world.now)
        pages = kept(world.open(), memory)
        next(pages)
        added += many(world, "meanwhile", count=2)
        list(pages)
        pull(world.open(), memory)
        assert memory.ids == set(added)

    @needs(Ability.PAGES)
    def test_a_pull_goes_on_after_any_page(self, world: SourceWorld) -> None:
        added = many(world)
        count = len(pull(world.open(), Memory(now=world.now)))
        assert count > 1, f"{world.many} records make one page: set `many` higher, or make the stand-in's pages smaller"
        for stop in range(1, count + 1):
            memory = Memory(now=world.now)
            _stopped(world, memory, stop)
            pull(world.open(), memory)
            assert memory.ids == set(added), f"stopped after page {stop} of {count}"

    @needs(Ability.PAGES)
    def test_nothing_is_withdrawn_by_a_pull_that_was_stopped(self, world: SourceWorld) -> None:
        added = many(world)
        memory = _pulled(world)
        memory.cursor = None
        _stopped(world, memory, 1)
        assert memory.ids == set(added)

    @needs(Ability.EXPIRY)
    def test_an_expired_cursor_ends_where_a_good_one_does(self, world: SourceWorld) -> None:
        old = many(world)
        memory = _pulled(world)
        world.expire()
        new = many(world, "later", count=2)
        pull(world.open(), memory)
        assert memory.ids == {*old, *new}

    @needs(Ability.EXPIRY)
    def test_expiry_is_said_before_the_first_page_or_healed(self, world: SourceWorld) -> None:
        many(world)
        memory = _pulled(world)
        world.expire()
        memory.told.clear()
        pages = 0
        try:
            for _ in kept(world.open(), memory):
                pages += 1
        except CursorExpired:
            assert pages == 0

    @needs(Ability.UNREADABLE)
    def test_what_cannot_be_read_is_skipped_and_stops_nothing(self, world: SourceWorld) -> None:
        before, bad, after = many(world), world.spoil(), many(world, "later", count=2)
        memory = _pulled(world)
        assert memory.ids == {*before, *after}
        skipped = memory.records.get(bad)
        assert isinstance(skipped, Skipped)
        assert skipped.reason.strip()

    @needs(Ability.FAILURES)
    @pytest.mark.parametrize("failure", PASSING)
    def test_a_passing_failure_is_waited_for(self, world: SourceWorld, failure: Failure) -> None:
        added = many(world)
        world.fail(failure)
        assert _pulled(world).ids == set(added)

    @needs(Ability.FAILURES)
    def test_a_failure_that_stays_is_told_and_loses_nothing(self, world: SourceWorld) -> None:
        added = many(world)
        memory = Memory(now=world.now)
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
            pull(world.open(), Memory(now=world.now))

    def test_pulling_writes_nothing(self, world: SourceWorld) -> None:
        many(world)
        before = world.held()
        memory = _pulled(world)
        pull(world.open(), memory)
        assert world.held() == before


def many(world: SourceWorld, name: str = "person", count: int | None = None) -> list[str]:
    """So many records of as many people, a minute apart; the ids they are to be told by."""
    ids = [
        world.add(f"{name}{number}@example.org", BEGUN + timedelta(minutes=number))
        for number in range(world.many if count is None else count)
    ]
    assert len(set(ids)) == len(ids), "the world must give each record an id of its own"
    return ids


def _pulled(world: SourceWorld) -> Memory:
    memory = Memory(now=world.now)
    pull(world.open(), memory)
    return memory


def _pulled_after(world: SourceWorld, id: str) -> Record:
    records = _pulled(world).records
    assert id in records, "it was not told under the id that the world gave"
    return records[id]


def _stopped(world: SourceWorld, memory: Memory, pages: int) -> None:
    """A pull of which only so many pages are asked for."""
    pulling = world.open().pull(memory.cursor, memory)
    for _, page in zip(range(pages), pulling, strict=False):
        memory.keep(page)


def _repeated(memory: Memory) -> list[str]:
    return [id for id, times in Counter(memory.told_ids).items() if times > 1]


def _addresses(record: Record) -> tuple[EmailAddress, ...]:
    match record:
        case Contact(addresses=addresses):
            return addresses
        case Interaction(participants=participants):
            return tuple(each.address for each in participants)
        case _:
            return ()
