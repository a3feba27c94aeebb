"""Files pass the contract of a source, each kind in a world of its own."""

from files_worlds import CalendarFilesWorld, CalendarWorld, CardsFileWorld, CardsWorld, MaildirWorld, MboxWorld

from crmsync.testing import SourceContract, SourceWorld, pull
from crmsync.testing.source.given import many, pulled


class TestMbox(SourceContract):
    World = MboxWorld

    def test_only_what_is_new_is_told(self, world: SourceWorld) -> None:
        """And the mail that was last before, for it may not have been whole."""
        old = many(world)
        memory = pulled(world)
        new = many(world, "later", count=2)
        pull(world.open(), memory)
        assert sorted(memory.told_ids) == sorted([old[-1], *new])
        assert memory.ids == {*old, *new}


class TestMaildir(SourceContract):
    World = MaildirWorld


class TestCalendarFiles(SourceContract):
    World = CalendarFilesWorld


class TestCards(SourceContract):
    World = CardsWorld


class TestCalendar(SourceContract):
    World = CalendarWorld


class TestCardsFile(SourceContract):
    World = CardsFileWorld
