"""By what meetings are the same everywhere, and which addresses are a thing's. Pure."""

from hashlib import sha256

from crmsync.reading.text import LONGEST_ID, clean

THINGS = ("@resource.calendar.google.com", "@group.calendar.google.com")
"""Rooms and the like; calendars that organize events of their own."""


def meeting_key(uid: str, planned: str) -> str | None:
    """The same on every calendar and account that holds the meeting: who moves one of a series moves it everywhere.

    `planned`: when it was to begin by its series, `2026-11-20T09:00:00Z`, or `2026-11-20` of an all-day entry. The
    iCalUID stands in it as a hash, since the program that made one may have put its user's address into it.
    """
    known = clean(uid[: 4 * LONGEST_ID])[:LONGEST_ID].strip()
    return f"{sha256(known.encode()).hexdigest()[:32]} {planned}" if known else None
