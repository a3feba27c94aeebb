"""What a file is, by how it begins. Names say little: they are in the user's language. Pure."""

import csv
from collections.abc import Iterator

from crmsync_files.items import Kind
from crmsync_files.mail.stamps import BEGIN
from crmsync_files.rows import PREAMBLE

LOOKED_AT = 8 * 1024
"""Bytes of a file's beginning."""


def kind_of(beginning: bytes) -> Kind | None:
    """None: nothing that we read."""
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"From ") and BEGIN.match(start[:300]):
        return Kind.MBOX
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return Kind.CALENDAR
    if start[:11].upper() == b"BEGIN:VCARD":
        return Kind.CARDS
    return next((kind for row in _rows(start) if (kind := _table(row))), None)


def _rows(start: bytes) -> Iterator[frozenset[str]]:
    """The first lines as sets of column names. Before them LinkedIn puts a note to the reader."""
    for line in start.decode("utf-8", "replace").splitlines()[:PREAMBLE]:
        try:
            yield frozenset(cell.strip().casefold() for cells in csv.reader([line]) for cell in cells)
        except csv.Error:
            continue


def _table(row: frozenset[str]) -> Kind | None:
    if {"first name", "last name", "connected on"} <= row:
        return Kind.CONNECTIONS
    if {"conversation id", "from", "to", "date"} <= row:
        return Kind.MESSAGES
    return Kind.GOOGLE_TABLE if {"e-mail 1 - value", "email 1 - value"} & row else None
