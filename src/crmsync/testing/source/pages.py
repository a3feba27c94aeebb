"""The laws of pulls that go on while something happens, or are stopped."""

from crmsync.testing.abilities import Ability, needs
from crmsync.testing.memory import kept, pull
from crmsync.testing.source.given import empty, many, pulled, stopped
from crmsync.testing.source.world import SourceWorld


class PageLaws:
    @needs(Ability.PAGES)
    def test_nothing_is_missed_that_comes_while_pulling(self, world: SourceWorld) -> None:
        added = many(world)
        memory = empty(world)
        pages = kept(world.open(), memory)
        next(pages)
        added += many(world, "meanwhile", count=2)
        list(pages)
        pull(world.open(), memory)
        assert memory.ids == set(added)

    @needs(Ability.PAGES)
    def test_a_pull_goes_on_after_any_page(self, world: SourceWorld) -> None:
        added = many(world)
        count = len(pull(world.open(), empty(world)))
        assert count > 1, f"{world.many} records make one page: set `many` higher, or make the stand-in's pages smaller"
        for stop in range(1, count + 1):
            memory = empty(world)
            stopped(world, memory, stop)
            pull(world.open(), memory)
            assert memory.ids == set(added), f"stopped after page {stop} of {count}"

    @needs(Ability.PAGES)
    def test_nothing_is_withdrawn_by_a_pull_that_was_stopped(self, world: SourceWorld) -> None:
        added = many(world)
        memory = pulled(world)
        memory.cursor = None
        stopped(world, memory, 1)
        assert memory.ids == set(added)
