"""Calendars and address books as worlds of the source contract: a file for each entry, or one for all."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import ClassVar

from files_worlds import ABSENT, WHOLE, FilesWorld, hashed, short, write_lines


class CalendarFilesWorld(FilesWorld):
    """A folder with a file for each meeting, as programs keep that synchronize calendars."""

    lacks: ClassVar = {**ABSENT}

    def add(self, address: str, at: datetime) -> str:
        name = f"m{self.numbered()}"
        start = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        self._write(name, f"DTSTART:{start}", f"ATTENDEE:mailto:{address}")
        return f"{self._prefix(name)}{hashed(name)[:16]}/{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def spoil(self) -> str:
        name = f"m{self.numbered()}"
        self._write(name, "ATTENDEE:mailto:bob@example.org")
        return f"{self._prefix(name)}{hashed(name)[:16]}"

    def change(self, id: str) -> None:
        self._edit(id, "END:VEVENT", "DURATION:PT3H\r\nEND:VEVENT")

    def remove(self, id: str) -> None:
        self._path(id).unlink()

    def _prefix(self, name: str) -> str:
        return f"calendar-{short(f'{name}.ics')}/"

    def _edit(self, id: str, old: str, new: str) -> None:
        self._path(id).write_text(self._path(id).read_text().replace(old, new))

    def _path(self, id: str) -> Path:
        [path] = [path for path in self.root.iterdir() if id.startswith(self._prefix(path.stem))]
        return path

    def _write(self, name: str, *more: str) -> None:
        event = ("BEGIN:VEVENT", f"UID:{name}", *more, "END:VEVENT")
        write_lines(self.root / f"{name}.ics", ("BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR"))


class CalendarWorld(FilesWorld):
    """One file with all meetings, as a calendar is exported."""

    lacks: ClassVar = WHOLE

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.events: dict[str, tuple[str, ...]] = {}
        self._write()

    def add(self, address: str, at: datetime) -> str:
        start = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        name = self._put(f"DTSTART:{start}", f"ATTENDEE:mailto:{address}")
        return f"{self._prefix(name)}/{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def spoil(self) -> str:
        return self._prefix(self._put("ATTENDEE:mailto:bob@example.org"))

    def change(self, id: str) -> None:
        self.events[self._named(id)] += ("DURATION:PT3H",)
        self._write()

    def remove(self, id: str) -> None:
        del self.events[self._named(id)]
        self._write()

    def _put(self, *lines: str) -> str:
        name = f"m{self.numbered()}"
        self.events[name] = lines
        self._write()
        return name

    def _named(self, id: str) -> str:
        return next(name for name in self.events if id.startswith(self._prefix(name)))

    def _prefix(self, name: str) -> str:
        return f"calendar-{short('all.ics')}/{hashed(name)[:16]}"

    def _write(self) -> None:
        events = (("BEGIN:VEVENT", f"UID:{name}", *lines, "END:VEVENT") for name, lines in self.events.items())
        write_lines(self.root / "all.ics", ("BEGIN:VCALENDAR", "VERSION:2.0", *chain(*events), "END:VCALENDAR"))


class CardsWorld(FilesWorld):
    """A folder with a file for each contact."""

    lacks: ClassVar = {**ABSENT}

    def add(self, address: str, at: datetime) -> str:
        return self._write(f"c{self.numbered()}", "FN:Somebody", f"EMAIL:{address}")

    def spoil(self) -> str:
        """A name in quoted-printable that is in no character set there is."""
        name = f"c{self.numbered()}"
        line = "N;ENCODING=QUOTED-PRINTABLE;CHARSET=no-such-set:=E4"
        self._write(name, line)
        text = "\r\n".join(("VERSION:3.0", f"UID:{name}", line)).encode()
        return f"{self._prefix(name)}{hashed(repr(text))}"

    def change(self, id: str) -> None:
        path = self._path(id)
        path.write_text(path.read_text().replace("FN:Somebody", "FN:Somebody Else"))

    def remove(self, id: str) -> None:
        self._path(id).unlink()

    def _prefix(self, name: str) -> str:
        return f"cards-{short(f'{name}.vcf')}/"

    def _path(self, id: str) -> Path:
        [path] = [path for path in self.root.iterdir() if id.startswith(self._prefix(path.stem))]
        return path

    def _write(self, name: str, *more: str) -> str:
        write_lines(self.root / f"{name}.vcf", ("BEGIN:VCARD", "VERSION:3.0", f"UID:{name}", *more, "END:VCARD"))
        return f"{self._prefix(name)}{hashed(name)}"


class CardsFileWorld(FilesWorld):
    """One file with all contacts, as an address book is exported. Who loses the only address is nobody to us."""

    lacks: ClassVar = WHOLE

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.cards: dict[str, tuple[str, ...]] = {}

    def add(self, address: str, at: datetime) -> str:
        return self._put("FN:Somebody", f"EMAIL:{address}")

    def spoil(self) -> str:
        """A name in quoted-printable that is in no character set there is."""
        line = "N;ENCODING=QUOTED-PRINTABLE;CHARSET=no-such-set:=E4"
        self._put(line)
        text = "\r\n".join(("VERSION:3.0", f"UID:c{self.count}", line)).encode()
        return f"cards-{short('all.vcf')}/{hashed(repr(text))}"

    def change(self, id: str) -> None:
        self._edit(id, lambda line: line.replace("FN:Somebody", "FN:Somebody Else"))

    def remove(self, id: str) -> None:
        self._edit(id, lambda line: line.replace("EMAIL:", "NOTE:"))

    def _put(self, *lines: str) -> str:
        id = f"cards-{short('all.vcf')}/{hashed(f'c{self.numbered()}')}"
        self.cards[id] = (f"UID:c{self.count}", *lines)
        self._write()
        return id

    def _edit(self, id: str, edited: Callable[[str], str]) -> None:
        self.cards[id] = tuple(map(edited, self.cards[id]))
        self._write()

    def _write(self) -> None:
        cards = (("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD") for lines in self.cards.values())
        write_lines(self.root / "all.vcf", chain(*cards))
