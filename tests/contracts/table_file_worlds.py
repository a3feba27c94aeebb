"""Tables that services export, as worlds of the source contract."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from files_worlds import ABSENT, LONGEST, STAYS, WHOLE, FilesWorld, hashed, short

from crmsync.testing import Ability


class TableWorld(FilesWorld):
    """A table that a service writes anew as a whole with each export. A line is broken where a cell is far too long."""

    lacks: ClassVar = WHOLE
    name: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    preamble: ClassVar[str] = ""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.patches.setattr("crmsync_files.rows.LONGEST", LONGEST)
        self.lines: dict[str, dict[str, str]] = {}
        """By id."""

    def spoil(self) -> str:
        return self.put(f"{self.prefix}{len(self.lines)}", {self.columns[0]: "x" * (LONGEST + 1)})

    def remove(self, id: str) -> None:
        del self.lines[id]
        self.write()

    def edit(self, id: str, column: str, cell: str) -> None:
        self.lines[id][column] = cell
        self.write()

    @property
    def prefix(self) -> str:
        return f"{self.kind}-{short(self.name)}/"

    kind: ClassVar[str]

    def put(self, id: str, cells: dict[str, str]) -> str:
        self.lines[id] = cells
        self.write()
        return id

    def write(self) -> None:
        with (self.root / self.name).open("w", encoding="utf-8", newline="") as file:
            file.write(self.preamble)
            writer = csv.DictWriter(file, self.columns, restval="")
            writer.writeheader()
            writer.writerows(self.lines.values())


class GoogleTableWorld(TableWorld):
    """Google Contacts exports a table of people."""

    kind = "google-table"
    name = "contacts.csv"
    columns = ("First Name", "Last Name", "Labels", "E-mail 1 - Value")

    def add(self, address: str, at: datetime) -> str:
        cells = {"First Name": "Somebody", "Labels": "* myContacts", "E-mail 1 - Value": address}
        return self.put(self.prefix + hashed(f"Somebody\n{address.lower()}"), cells)

    def change(self, id: str) -> None:
        self.edit(id, "Labels", "Investors ::: * myContacts")


class ConnectionsWorld(TableWorld):
    """LinkedIn exports one's connections, a few of them with an address."""

    kind = "connections"
    name = "Connections.csv"
    columns = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On")

    def add(self, address: str, at: datetime) -> str:
        cells = {"First Name": "Somebody", "Email Address": address, "Connected On": f"{at:%d %b %Y}"}
        return self.put(self.prefix + hashed(address.lower()), cells)

    def change(self, id: str) -> None:
        self.edit(id, "Last Name", "Else")


class ConnectionsWithANoteWorld(ConnectionsWorld):
    """Most exports begin with a note to the reader."""

    preamble = 'Notes:\n"When exporting your connection data, you may notice that some are missing."\n\n'


class MessagesWorld(TableWorld):
    """LinkedIn exports who wrote to whom. Long ago self wrote to everybody: without an answer no message is a talk."""

    lacks: ClassVar = {
        **ABSENT,
        **STAYS,
        Ability.ADDRESSES: "LinkedIn names people by their profiles",
    }
    since = datetime(2026, 1, 1, tzinfo=UTC)
    kind = "messages"
    name = "messages.csv"
    columns = (
        "CONVERSATION ID",
        "FROM",
        "SENDER PROFILE URL",
        "TO",
        "RECIPIENT PROFILE URLS",
        "DATE",
        "CONTENT",
        "FOLDER",
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._say("zoe", "zoe", "ann", "2025-01-01 09:00:00 UTC")

    def add(self, address: str, at: datetime) -> str:
        who = address.partition("@")[0].lower()
        self._say(who, "ann", who, "2025-01-01 09:00:00 UTC")
        return self._say(who, who, "ann", f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")

    def spoil(self) -> str:
        self._say("eve", "ann", "eve", "2025-01-01 09:00:00 UTC")
        return self._say("eve", "eve", "ann", "soon")

    def _say(self, talk: str, sender: str, to: str, date: str) -> str:
        urls = [f"https://www.linkedin.com/in/{name}" for name in (sender, to)]
        cells = (talk, sender, urls[0], to, urls[1], date, "CANARY", "INBOX")
        return self.put(
            self.prefix + hashed("\n".join((talk, date, urls[0]))), dict(zip(self.columns, cells, strict=True))
        )
