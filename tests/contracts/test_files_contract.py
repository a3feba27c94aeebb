"""Files pass the contract of a source, each kind in a world of its own."""

from files_worlds import MaildirWorld, MboxWorld
from single_file_worlds import CalendarFilesWorld, CalendarWorld, CardsFileWorld, CardsWorld
from table_file_worlds import ConnectionsWithANoteWorld, ConnectionsWorld, GoogleTableWorld, MessagesWorld
from takeout_worlds import TakeoutWorld, UnpackedTakeoutWorld

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


class TestGoogleTable(SourceContract):
    World = GoogleTableWorld


class TestConnections(SourceContract):
    World = ConnectionsWorld


class TestConnectionsWithANote(SourceContract):
    World = ConnectionsWithANoteWorld


class TestMessages(SourceContract):
    World = MessagesWorld


class TestTakeout(SourceContract):
    World = TakeoutWorld


class TestUnpackedTakeout(SourceContract):
    World = UnpackedTakeoutWorld
