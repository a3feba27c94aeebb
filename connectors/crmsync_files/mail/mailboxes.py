"""Mail files message by message: mbox and Maildir."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from crmsync.connector import Deleted, Record, Skipped, View
from crmsync_files.items import Item
from crmsync_files.mail.fields import fields
from crmsync_files.mail.labels import Filed, Place, meaning
from crmsync_files.mail.mbox import MOST, pieces
from crmsync_files.mail.reading import Reader, hashed, identity
from crmsync_files.steps import Step

ASKED_AT_ONCE = 500
_NOT_TALK = frozenset("DT")
"""Flags of a draft and of what was thrown away (cr.yp.to/proto/maildir.html)."""


def mbox(item: Item, at: int, reader: Reader, was: int) -> Iterator[Step]:
    """From the message that begins at `at` on, or from that `rest` of one.

    `was`: where the file ended before. A mail whose headers were cut off there had another name then.
    """
    folder = filed(item.place)
    with item.open() as file:
        half = _name_of_half(file, at, was)
        for piece in pieces(file, at):
            if half and piece.at == at and half != identity(fields(piece.head, subject=False)):
                yield Step(at=at, record=Deleted(id=half), rest=at)
            record = reader.read(piece.head, stamp=piece.stamp, folder=folder)
            yield Step(at=piece.at, record=record, rest=piece.rest)


def _name_of_half(file: BinaryIO, at: int, was: int) -> str | None:
    file.seek(at)
    half = next(pieces(BytesIO(file.read(min(was - at, 2 * MOST)))), None) if was > at else None
    return identity(fields(half.head, subject=False)) if half and half.at == 0 else None


def maildir(item: Item, view: View, reader: Reader) -> Iterator[Step]:
    """Those that the store does not hold yet: a message never changes, and its name goes with it."""
    folder = filed(item.place, own=True)
    names = sorted(_messages(item.path))
    rest = iter(names)
    while some := list(islice(rest, ASKED_AT_ONCE)):
        ids = {_id(item, path.name): path for path in some}
        known = set(view.known(list(ids)))
        for id, path in ids.items():
            yield Step(at=0, record=None if id in known else _message(id, path, reader, folder))


def filed(place: str, *, own: bool = False) -> Filed:
    """What a folder of this name says of its mail; with `own`, a name that means nothing else is the user's label."""
    meant = meaning(place)
    return Filed(
        places=frozenset({meant} if meant else ()), own=frozenset({place} if own and place and not meant else ())
    )


def _messages(folder: Path) -> Iterator[Path]:
    for part in ("cur", "new"):
        with os.scandir(folder / part) as entries:
            yield from (Path(entry.path) for entry in entries if not entry.name.startswith("."))


def _id(item: Item, name: str) -> str:
    """Without the flags behind the colon, which change."""
    return hashed(f"{item.key}\n{name.partition(':2,')[0]}")


def _message(id: str, path: Path, reader: Reader, folder: Filed) -> Record | None:
    if not _NOT_TALK.isdisjoint(path.name.partition(":2,")[2]) or Place.HIDDEN in folder.places:
        return None
    try:
        head = _head(path)
    except FileNotFoundError:
        return None  # another program has moved it since; under its new name it is read the next time
    except OSError as error:
        return Skipped(id=id, reason=f"a mail's file can't be read: {error.strerror}")
    return reader.read(head, stamp=_delivered(path.name), folder=folder, id=id) if head else None


def _head(path: Path) -> bytes:
    """Line by line up to the blank one; at most `MOST` bytes."""
    if not stat.S_ISREG(path.stat().st_mode):
        return b""
    head: list[bytes] = []
    with path.open("rb") as file:
        left = MOST
        while left > 0 and (line := file.readline(left)).strip(b"\r\n"):
            head.append(line)
            left -= len(line)
    return b"".join(head)


def _delivered(name: str) -> bytes:
    """A name begins with the second of the delivery. Told as an mbox without a zone would: headers come first."""
    second = name.partition(".")[0]
    if not (second.isascii() and second.isdigit() and len(second) <= 10):
        return b""
    return f"From - {datetime.fromtimestamp(int(second), UTC):%a %b %d %H:%M:%S %Y}".encode()
