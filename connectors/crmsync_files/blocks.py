"""BEGIN … END blocks of calendars and vCards, one at a time: only the lines that are asked for are kept.

What else stands in them, descriptions, places, notes, photos and phone numbers, is passed over as the file is read.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST = 512 * 1024
"""Bytes of one block that are kept, and of one line that is read."""

_NAME = re.compile(rb"(?:[\w-]+\.)?([A-Za-z][\w-]*)[;:]")
_QUOTED = re.compile(rb"(?i)[;:=]QUOTED-PRINTABLE[;:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`kind` in capitals; "" for lines outside of any. `at`: where it begins. Lines end with CRLF.

    `whole`: it had an end, and was not longer than what is kept.
    """

    kind: str
    at: int
    text: bytes
    whole: bool = True


def blocks(file: BinaryIO, kinds: Collection[str], wanted: Collection[str], *, last: str = "") -> Iterator[Block]:
    """The blocks of `kinds`, and single lines that stand in none of them; of both the lines whose names are `wanted`.

    What stands in a further block within one is passed over, but for time zones, which are kept as they are.
    Raises `EOFError` at the end of a file that does not end a `last`, the outermost kind of block: the rest is missing.
    """
    reading = _Reading(kinds, wanted)
    at = 0
    for line in iter(lambda: file.readline(MOST), b""):
        yield from reading.take(line, at)
        at += len(line)
    yield from reading.rest()
    if last and reading.last != (b"END", last):
        raise EOFError(f"no END:{last} at the end")


class _Reading:
    """The state between two lines."""

    def __init__(self, kinds: Collection[str], wanted: Collection[str]) -> None:
        self._kinds, self._wanted = kinds, wanted
        self._lines: list[bytes] = []
        self._size = 0
        self._at = 0
        self._open: list[str] = []
        """The block and those within it."""
        self._keeps = False
        """Whether the last line was kept, and what continues it is."""
        self._soft = False
        """The last line went on after its end, as quoted-printable may."""
        self.last = (b"", "")
        """Of the last line that begins or ends a block, which of the two and of what kind."""

    def take(self, line: bytes, at: int) -> Iterator[Block]:
        text = line.rstrip(b"\r\n")
        if self._soft or text[:1] in (b" ", b"\t"):
            self._continue(text)
            return
        name, _, value = text.partition(b":")
        word = name.strip().upper()
        if word in (b"BEGIN", b"END"):
            self.last = (word, _text(value))
        if word == b"BEGIN":
            yield from self._begin(_text(value), at)
        elif word == b"END":
            yield from self._end(_text(value))
        else:
            yield from self._line(text, at)

    def rest(self) -> Iterator[Block]:
        if self._open:
            yield self._block(whole=False)

    def _begin(self, kind: str, at: int) -> Iterator[Block]:
        self._keeps = False
        if kind in self._kinds:
            if self._open:
                yield self._block(whole=False)  # the one before has no end
            self._open, self._lines, self._size, self._at = [kind], [], 0, at
        elif self._open:
            self._open.append(kind)
        if self._whole_zone:
            self._keep(b"BEGIN:" + kind.encode())

    def _end(self, kind: str) -> Iterator[Block]:
        self._keeps = False
        if self._whole_zone:
            self._keep(b"END:" + kind.encode())
        if self._open[-1:] == [kind]:
            self._open.pop()
            if not self._open:
                yield Block(kind=kind, at=self._at, text=self._joined(), whole=self._size <= MOST)

    def _line(self, text: bytes, at: int) -> Iterator[Block]:
        named = _NAME.match(text)
        wanted = named is not None and named[1].upper().decode() in self._wanted
        self._keeps = self._whole_zone or (wanted and len(self._open) <= 1)
        self._soft = bool(text.endswith(b"=") and _QUOTED.search(text.partition(b":")[0] + b":"))
        if self._keeps and not self._open:
            yield Block(kind="", at=at, text=text)
        elif self._keeps:
            self._keep(text)

    def _continue(self, text: bytes) -> None:
        if self._keeps and self._lines:
            self._keep(text)
        self._soft = self._soft and text.endswith(b"=")

    def _keep(self, text: bytes) -> None:
        self._size += len(text)
        if self._size <= MOST:
            self._lines.append(text)

    @property
    def _whole_zone(self) -> bool:
        return self._open[:1] == ["VTIMEZONE"]

    def _block(self, *, whole: bool) -> Block:
        return Block(kind=self._open[0], at=self._at, text=self._joined(), whole=whole)

    def _joined(self) -> bytes:
        return b"\r\n".join(self._lines)


def _text(value: bytes) -> str:
    return value.strip().upper().decode("ascii", "replace")
