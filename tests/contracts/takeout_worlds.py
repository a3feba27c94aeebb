"""A whole Takeout as a world of the source contract, packed or not."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import ClassVar

from files_worlds import ANN, NOW, WHOLE, FilesWorld, block, hashed, mail, short


class TakeoutWorld(FilesWorld):
    """A Takeout with a calendar, an address book and mail, which Google makes anew each time."""

    lacks: ClassVar = WHOLE
    packed: ClassVar[bool] = True
    members: ClassVar[tuple[str, ...]] = (
        "Takeout/Kalender/Work.ics",
        "Takeout/Kontakte/Alle/Alle.vcf",
        "Takeout/E-Mail/Alle Nachrichten.mbox",
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.parts: tuple[dict[str, str], ...] = ({}, {}, {})
        """What stands in each member, by id."""
        self._write()

    def add(self, address: str, at: datetime) -> str:
        """A meeting, a contact and a mail by turns."""
        number, start = self.numbered(), f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        match (number - 1) % 3:
            case 0:
                day = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
                id = f"calendar-{short(self.members[0])}/{hashed(f'm{number}')[:16]}/{day}"
                text = block("VEVENT", f"UID:m{number}", f"DTSTART:{start}", f"ATTENDEE:mailto:{address}")
                return self._put(0, id, text)
            case 1:
                text = block("VCARD", "VERSION:3.0", f"UID:c{number}", "FN:Somebody", f"EMAIL:{address}")
                return self._put(1, f"cards-{short(self.members[1])}/{hashed(f'c{number}')}", text)
            case _:
                return self._mail(f"Somebody <{address}>", format_datetime(at), f"<m{number}@example.org>")

    def spoil(self) -> str:
        return self._mail("nobody", format_datetime(NOW), f"<m{self.numbered()}@example.org>")

    def change(self, id: str) -> None:
        """Of a meeting."""
        self.parts[0][id] = self.parts[0][id].replace("END:", "DURATION:PT3H\r\nEND:")
        self._write()

    def remove(self, id: str) -> None:
        """Mail becomes spam."""
        for part in self.parts[:2]:
            part.pop(id, None)
        if id in self.parts[2]:
            self.parts[2][id] = f"X-Gmail-Labels: Spam\n{self.parts[2][id]}"
        self._write()

    def _mail(self, sender: str, date: str, name: str) -> str:
        return self._put(2, hashed("\n".join((name, date, sender, ANN))), mail(sender, date, name, "CANARY"))

    def _put(self, part: int, id: str, text: str) -> str:
        self.parts[part][id] = text
        self._write()
        return id

    def _write(self) -> None:
        mails = "".join(f"From 1@xxx Mon Jan 05 09:00:00 +0000 2026\n{each}\n" for each in self.parts[2].values())
        texts = (block("VCALENDAR", "".join(self.parts[0].values()).strip()), "".join(self.parts[1].values()), mails)
        held = {name: text for name, text in zip(self.members, texts, strict=True) if text}
        self._pack(held) if self.packed else self._lay(held)

    def _pack(self, held: Mapping[str, str]) -> None:
        with zipfile.ZipFile(self.root / "takeout-001.zip", "w") as archive:
            for name, text in held.items():
                archive.writestr(name, text)

    def _lay(self, held: Mapping[str, str]) -> None:
        for name, text in held.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_bytes(text.encode())


class UnpackedTakeoutWorld(TakeoutWorld):
    packed = False
