"""The messages of an mbox file (plain or gzip): headers only, line by line, whatever stands in them."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from io import BufferedIOBase
from pathlib import Path

Headers = tuple[tuple[str, str], ...]

MOST = 2 * 1024 * 1024
"""Bytes of a message's headers that are kept, and of a line that is read.

A header of a megabyte stays whole: serving what came is what a stand-in is for. Here only its start is looked at.
"""
READ = 16 * 1024
"""Characters of a header that are looked at."""

_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_BEGIN = re.compile(
    rb"From (?:\S+ +)?(?:[A-Z][a-z]{2},? +)?(?P<month>[A-Z][a-z]{2}) +(?P<day>\d\d?) +"
    rb"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    rb"(?: +(?P<zone>[+-]\d{4}))?(?: +[A-Z]{3,4})? +(?P<year>\d{4})"
)
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]@]{1,64}@[^\s<>,;:\"()\[\]@]{1,255}")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of the file: its headers, unfolded, in order."""

    headers: Headers
    stamp: datetime | None
    """What its `From ` line says; None where it does not say, or holds the 1970 of a packer that did not know."""

    def text(self, name: str) -> str:
        """The first header of that name, given in lower case, or ""."""
        return next((value for each, value in self.headers if each.lower() == name), "")

    @property
    def at(self) -> datetime:
        """When it was received, in UTC.

        The `From ` line comes first, as the receiving side wrote it, like Gmail's internalDate, and Takeout still has
        it there. Without it, Date, which is the sender's word; without that, the beginning of 1970.
        """
        return self.stamp or _date(self.text("date")) or datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def writers(self) -> tuple[str, ...]:
        return addresses(self.text("from"))


def messages(path: Path | str) -> Iterator[Message]:
    """Every message, in the file's order. Bodies are passed over, never kept.

    Raises OSError or EOFError where the file can't be read to its end; nothing that stands in it raises.
    """
    with _opened(Path(path)) as file:
        current: _Reading | None = None
        blank = True
        for line in _lines(file):
            may_begin = blank or (current is not None and current.open)
            blank = not line.strip(b"\r\n")
            begin = _BEGIN.match(line[:300]) if may_begin else None
            if not begin:
                if current:
                    current.take(line)
                continue
            if current:
                yield current.message()
            current = _Reading(stamp=_stamp(begin))
        if current:
            yield current.message()


def addresses(header: str) -> tuple[str, ...]:
    """The addresses in a header, in lower case; those inside a quoted display name are not."""
    return tuple(_ADDRESS.findall(_QUOTED.sub(" ", header[:READ]).lower()))


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A message while its lines come. A line in the headers that is no header and continues none is dropped."""

    stamp: datetime | None
    open: bool = True
    """Whether its headers go on."""
    size: int = 0
    lines: list[tuple[bytes, list[bytes]]] = field(default_factory=list)

    def take(self, line: bytes) -> None:
        text = line.rstrip(b"\r\n")
        self.open = self.open and bool(text)
        self.size += len(line) if self.open else 0
        if not self.open or self.size > MOST:
            return
        if text[:1] in b" \t":
            if self.lines:
                self.lines[-1][1].append(text)
        elif match := _HEADER.match(text):
            self.lines.append((match[1], [match[2]]))

    def message(self) -> Message:
        headers = tuple((_text(name), _text(b"".join(parts))) for name, parts in self.lines)
        return Message(headers=headers, stamp=self.stamp)


def _opened(path: Path) -> BufferedIOBase:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")


def _lines(file: BufferedIOBase) -> Iterator[bytes]:
    """Line by line; of a line beyond `MOST` only the beginning."""
    begins = True
    while piece := file.readline(MOST):
        if begins:
            yield piece
        begins = piece.endswith(b"\n")


def _text(raw: bytes) -> str:
    """Header text; bytes that are no UTF-8 are read as Latin-1, in which every byte is some character."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _stamp(begin: re.Match[bytes]) -> datetime | None:
    """The time of a `From ` line, UTC where it names no zone (RFC 4155)."""
    if begin["month"] not in _MONTHS or int(begin["year"]) <= 1970:
        return None
    zone = int(begin["zone"] or b"0")
    away = timedelta(hours=abs(zone) // 100, minutes=abs(zone) % 100) * (-1 if zone < 0 else 1)
    day = (int(begin["year"]), _MONTHS.index(begin["month"]) + 1, int(begin["day"]))
    clock = (int(begin["hour"]), int(begin["minute"]), int(begin["second"] or b"0"))
    try:
        return datetime(*day, *clock, tzinfo=UTC) - away
    except (ValueError, OverflowError):
        return None


def _date(header: str) -> datetime | None:
    """The time of a Date header, or None where it is none."""
    try:
        at = parsedate_to_datetime(header[:200])
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
