"""Files as worlds of the source contract: another program writes them, with the standard library alone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

import pytest

from crmsync.connector import EmailAddress
from crmsync.retry import Caller
from crmsync.testing import Ability, SourceWorld
from crmsync_files.source import Files, FilesSettings

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
"""Before the meetings of the laws: what is over is not withdrawn with the event, for the talk took place."""
ANN = EmailAddress("ann@example.com")
LONGEST = 1_000
"""Characters of a cell, here."""
ABSENT = {
    Ability.FAILURES: "a file is there or is not: nothing is refused for haste, and no answer gets lost",
    Ability.LOGIN: "a file asks nobody who they are",
    Ability.EXPIRY: "a cursor tells how the files were, which nothing can forget",
}
WHOLE = {
    **ABSENT,
    Ability.NEWS: "the whole file is written anew: it holds no list of changes, and all of it is told again",
}
STAYS = {
    Ability.CHANGES: "a mail is what it was when it was sent",
    Ability.REMOVALS: "a mail that is deleted was a conversation none the less",
}


class FilesWorld(SourceWorld):
    """A folder, and a program that writes in it."""

    quiet = 0
    lacks: ClassVar = ABSENT

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.root = folder / "archive"
        self.root.mkdir()
        self.count = 0
        self.patches = pytest.MonkeyPatch()
        self.patches.setattr("crmsync_files.pulling.PAGE", 5)

    def close(self) -> None:
        self.patches.undo()

    @property
    def now(self) -> datetime:
        return NOW

    def open(self) -> Files:
        return Files(FilesSettings(path=self.root), account=None, caller=Caller(wait_scale=0))

    def held(self) -> object:
        return {path: path.read_bytes() for path in sorted(self.root.rglob("*")) if path.is_file()}

    def numbered(self) -> int:
        self.count += 1
        return self.count


class MboxWorld(FilesWorld):
    """One file that a mail program adds to. A new export of it may file as spam what was taken for mail."""

    lacks: ClassVar = {**ABSENT, Ability.CHANGES: STAYS[Ability.CHANGES]}

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.mails: dict[str, str] = {}

    def add(self, address: str, at: datetime) -> str:
        return self._append(f"Somebody <{address}>", format_datetime(at))

    def spoil(self) -> str:
        return self._append("nobody", format_datetime(NOW))

    def remove(self, id: str) -> None:
        self.mails[id] = f"X-Gmail-Labels: Spam\n{self.mails[id]}"
        self._write()

    def _append(self, sender: str, date: str) -> str:
        name, subject = f"<m{self.numbered()}@example.org>", "CANARY"
        id = hashed("\n".join((name, date, sender, ANN)))
        self.mails[id] = mail(sender, date, name, subject)
        self._write()
        return id

    def _write(self) -> None:
        text = "".join(f"From - Mon Jan 05 09:00:00 2026\n{each}\n" for each in self.mails.values())
        (self.root / "Inbox.mbox").write_text(text)


class MaildirWorld(FilesWorld):
    """A folder with a file for each mail."""

    lacks: ClassVar = {**ABSENT, **STAYS}

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for part in ("cur", "new", "tmp"):
            (self.root / part).mkdir()

    def add(self, address: str, at: datetime) -> str:
        return self._deliver(f"Somebody <{address}>", at)

    def spoil(self) -> str:
        return self._deliver("nobody", NOW)

    def _deliver(self, sender: str, at: datetime) -> str:
        number = self.numbered()
        name = f"{int(at.timestamp())}.M{number}.example"
        text = mail(sender, format_datetime(at), f"<m{number}@example.org>", "CANARY")
        (self.root / "cur" / f"{name}:2,S").write_text(text)
        return hashed(f"{short(str(self.root))}\n{name}")


def mail(sender: str, date: str, name: str, subject: str) -> str:
    head = (f"Message-ID: {name}", f"Date: {date}", f"From: {sender}", f"To: {ANN}", f"Subject: {subject}")
    return "\n".join((*head, "", "CANARY body", ""))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())


def block(kind: str, *lines: str) -> str:
    return "".join(f"{line}\r\n" for line in (f"BEGIN:{kind}", *lines, f"END:{kind}"))


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def short(text: str) -> str:
    return hashed(text)[:16]
