"""The laws of later pulls: what is new, changed or gone."""

from crmsync.connector import CursorExpired
from crmsync.testing.abilities import Ability, needs
from crmsync.testing.memory import kept, pull
from crmsync.testing.source.given import many, pulled
from crmsync.testing.source.world import SourceWorld


class NightLaws:
    def test_a_pull_without_news_tells_nothing_and_costs_little(self, world: SourceWorld) -> None:
        many(world)
        memory = pulled(world)
        before = world.requests()
        pull(world.open(), memory)
        assert memory.told_ids == []
        assert world.requests() - before <= world.quiet

    def test_what_is_new_is_told(self, world: SourceWorld) -> None:
        old = many(world)
        memory = pulled(world)
        new = many(world, "later", count=2)
        pull(world.open(), memory)
        assert memory.ids == {*old, *new}

    @needs(Ability.NEWS)
    def test_only_what_is_new_is_told(self, world: SourceWorld) -> None:
        old = many(world)
        memory = pulled(world)
        new = many(world, "later", count=2)
        pull(world.open(), memory)
        assert sorted(memory.told_ids) == sorted(new)
        assert memory.ids == {*old, *new}

    @needs(Ability.CHANGES)
    def test_what_has_changed_is_told_again(self, world: SourceWorld) -> None:
        first, *others = many(world)
        memory = pulled(world)
        before = memory.records.get(first)
        world.change(first)
        pull(world.open(), memory)
        assert memory.records.get(first) != before
        assert memory.ids == {first, *others}

    @needs(Ability.CHANGES, Ability.NEWS)
    def test_only_what_has_changed_is_told(self, world: SourceWorld) -> None:
        first, *_ = many(world)
        memory = pulled(world)
        world.change(first)
        pull(world.open(), memory)
        assert memory.told_ids == [first]

    @needs(Ability.REMOVALS)
    def test_what_is_gone_is_withdrawn(self, world: SourceWorld) -> None:
        first, second, *others = many(world)
        memory = pulled(world)
        world.remove(second)
        memory.now = world.now
        pull(world.open(), memory)
        assert memory.ids == {first, *others}

    @needs(Ability.REMOVALS)
    def test_what_was_gone_before_it_was_told_is_not_told(self, world: SourceWorld) -> None:
        first, second, *others = many(world)
        world.remove(first)
        memory = pulled(world)
        assert memory.ids == {second, *others}

    @needs(Ability.EXPIRY)
    def test_an_expired_cursor_ends_where_a_good_one_does(self, world: SourceWorld) -> None:
        old = many(world)
        memory = pulled(world)
        world.expire()
        new = many(world, "later", count=2)
        pull(world.open(), memory)
        assert memory.ids == {*old, *new}

    @needs(Ability.EXPIRY, Ability.REMOVALS)
    def test_what_is_gone_when_a_cursor_has_expired_is_withdrawn(self, world: SourceWorld) -> None:
        first, second, *others = many(world)
        memory = pulled(world)
        world.remove(second)
        world.expire()
        memory.now = world.now
        pull(world.open(), memory)
        assert memory.ids == {first, *others}

    @needs(Ability.EXPIRY)
    def test_expiry_is_said_before_the_first_page_or_healed(self, world: SourceWorld) -> None:
        many(world)
        memory = pulled(world)
        world.expire()
        memory.told.clear()
        pages = 0
        try:
            for _ in kept(world.open(), memory):
                pages += 1
        except CursorExpired:
            assert pages == 0
