"""What a source of files reads: each file, Maildir folder or member of an archive, and in what state it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO


class Kind(StrEnum):
    """What a file holds, told by its content."""

    MBOX = "mbox"
    MAILDIR = "maildir"
    CALENDAR = "calendar"
    CARDS = "cards"
    GOOGLE_TABLE = "google-table"
    CONNECTIONS = "connections"
    MESSAGES = "messages"

    @property
    def named(self) -> str:
        """As the user is told."""
        return _NAMED[self]


_NAMED = {
    Kind.MBOX: "mail (mbox)",
    Kind.MAILDIR: "mail (a Maildir folder)",
    Kind.CALENDAR: "a calendar",
    Kind.CARDS: "contacts (vCards)",
    Kind.GOOGLE_TABLE: "contacts (a table of Google's)",
    Kind.CONNECTIONS: "LinkedIn's connections",
    Kind.MESSAGES: "LinkedIn's messages",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to read. `key` names it in the cursor, by where it lies."""

    key: str
    kind: Kind
    within: str
    """The folders that it lies in, hashed."""
    prefix: str
    """How the ids of its records begin, mail apart: the same for the next export of it."""
    state: str
    """The same as long as nothing has changed: size, time and number of a file, or what its archive says of it."""
    path: Path
    """The file, the Maildir folder, or the archive."""
    name: str
    """As it is shown to the user: the path, and the place in an archive."""
    place: str = ""
    """What the user's mail program calls the folder of mail."""
    folder: str = ""
    """The name of the folder it lies in."""
    packed: bool = False
    """It can be read from its beginning only."""
    open: Callable[[], AbstractContextManager[BinaryIO]]


PEOPLE = frozenset({Kind.CARDS, Kind.GOOGLE_TABLE, Kind.CONNECTIONS})
WITHDRAWN = PEOPLE | {Kind.CALENDAR}
"""What is gone from such a file is withdrawn. Mail and messages stay: the talk happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """A file that holds nothing that we read, or nothing at all. `key` and `name` as an item's."""

    key: str
    name: str


class Unreadable(Exception):
    """A whole file can't be read: what happened, to which, and what to do about it."""
