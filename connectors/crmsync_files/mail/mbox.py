"""The messages of an mbox file: where each begins, and its headers. Bodies are passed over, and never kept.

A message begins with a `From ` line that names a time and stands after a blank line (RFC 4155): what an mboxrd or
mboxo file quotes as `>From ` is not one, nor is a sentence of a body. Inside headers, where an archive was cut off and
went on, no blank line is needed. Memory does not grow with the file, whatever stands in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from crmsync_files.mail.stamps import BEGIN

CHUNK = 1024 * 1024
MOST = 1024 * 1024
"""Bytes of a message's headers that are kept."""

_LINE = 300
"""Bytes of a `From ` line that are looked at."""
_MARK = b"From "
_BLANK = 2
"""Bytes before a place that tell whether it stands after a blank line."""
_HEADERS_END = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One message: `at` is where it begins in the file. `stamp` is its `From ` line.

    `rest`: from where the next one is to be looked for. Where the file ends within the headers that is `at`: it may be
    written still.
    """

    at: int
    rest: int
    stamp: bytes
    head: bytes


def pieces(file: BinaryIO, at: int = 0) -> Iterator[Piece]:
    """Every message from the one that begins at `at`, in order; what stands before the first one is passed over.

    `at` may also be a `rest`.
    """
    base = max(at - _BLANK, 0)
    file.seek(base)
    window = _Window(file, base)
    begin = at if window.begins(at) else _next(window, max(at - 1, 0))
    while begin is not None:
        line, end, whole = _head(window, begin)
        cut = _cut_off(window, line, end)
        stamp = window.cut(begin, min(line, begin + _LINE))
        yield Piece(at=begin, rest=end if whole else begin, stamp=stamp, head=window.cut(line, cut or end))
        begin = cut or _next(window, end - 1)


class _Window:
    """A part of the file, by places in the whole of it; it only moves forward."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        self._file, self.base, self.data = file, at, b""

    @property
    def end(self) -> int:
        return self.base + len(self.data)

    def cut(self, begin: int, end: int) -> bytes:
        return self.data[begin - self.base : end - self.base]

    def more(self, keep: int) -> bool:
        """Read on; what lies before `keep` is let go. Whether there was more."""
        new = self._file.read(CHUNK)
        self.data = self.data[max(keep - self.base, 0) :] + new
        self.base = max(keep, self.base)
        return bool(new)

    def begins(self, at: int) -> bool:
        """Whether a message begins here, by the look of the line alone."""
        while self.end < at + _LINE and self.more(self.base):
            pass
        return BEGIN.match(self.cut(at, at + _LINE)) is not None


def _next(window: _Window, at: int) -> int | None:
    """Where the next message begins after `at`; None at the end of the file."""
    while True:
        found = window.data.find(b"\n" + _MARK, at - window.base)
        if found < 0:
            at = max(at, window.end - len(_MARK))
            if not window.more(at - 2):
                return None
            continue
        place = window.base + found
        if window.cut(place - 2, place).endswith((b"\n", b"\n\r")) or _opens(window, place):
            window.begins(place)  # brings all of the line into the window
            if window.begins(place + 1):
                return place + 1
        at = place + 1


def _opens(window: _Window, place: int) -> bool:
    """The blank line is the file's first."""
    return place == 0 or (place == 1 and window.cut(0, place) == b"\r")


def _head(window: _Window, begin: int) -> tuple[int, int, bool]:
    """Where the headers begin and end, and not with the file: they end with a blank line, the file, or after `MOST`."""
    while (end := _HEADERS_END.search(window.data, begin - window.base)) is None:
        if window.end - begin > MOST or not window.more(begin - 2):
            break
    line = window.data.find(b"\n", begin - window.base) + 1
    first = window.base + line if line else window.end
    last = window.base + end.start() + 1 if end else min(window.end, begin + MOST)
    return first, max(first, last), end is not None or last == begin + MOST


def _cut_off(window: _Window, begin: int, end: int) -> int | None:
    """Where among the headers another message begins: what came before was cut off there."""
    at = begin
    while (found := window.data.find(_MARK, at - window.base, end - window.base)) >= 0:
        at = window.base + found + 1
        if window.cut(at - 2, at - 1) == b"\n" and BEGIN.match(window.cut(at - 1, at - 1 + _LINE)):
            return at - 1
    return None
