"""What to read of a file that was read before: nothing, what came since, or all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from crmsync_files.cursor import Mark

SEALED = 64 * 1024
"""Bytes at the beginning and before the place that the fingerprint is taken of: to delete or insert anything between
moves what stands there, and a file of ten gigabytes is not read for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """Nothing is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    at: int
    was: int = 0
    """How long the file was when it was read last; 0 where it is read anew."""


def to_read(before: Mark | None, state: str, sealed: Callable[[int], str] | None) -> Unchanged | From:
    """`sealed`: the fingerprint of what lies before a place of the file now, None where it can't be looked back into.

    A file that is done is read on behind the headers of its last message; from where it begins if those were cut off.
    """
    if before is None:
        return From(at=0)
    if before.state == state:
        return Unchanged() if before.done else From(at=before.at)
    grew = sealed is not None and before.seal and sealed(before.at) == before.seal
    return From(at=before.at, was=_size(before.state)) if grew else From(at=0)


def _size(state: str) -> int:
    """A file's state begins with it."""
    return int(state.partition(".")[0], 16)


def seal(file: BinaryIO, at: int) -> str:
    """The fingerprint of what lies before `at`; "" where the file is shorter by now."""
    file.seek(0)
    first = file.read(min(SEALED, at))
    file.seek(max(at - SEALED, 0))
    last = file.read(min(SEALED, at))
    whole = len(first) == len(last) == min(SEALED, at)
    return sha256(b"%d\n" % at + first + last).hexdigest()[:16] if whole else ""
