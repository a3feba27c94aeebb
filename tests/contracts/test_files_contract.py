"""Files pass the contract of a source, each kind in a world of its own."""

from files_worlds import CalendarFilesWorld, CalendarWorld, CardsFileWorld, CardsWorld, MaildirWorld, MboxWorld

from crmsync.testing import SourceContract


class TestMbox(SourceContract):
    World = MboxWorld


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
