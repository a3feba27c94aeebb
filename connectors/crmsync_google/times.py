"""Times that all sources of Google have to do with: a limit's minute, and those that a cursor keeps."""

from datetime import datetime

WINDOW = 61.0
"""Seconds for which what was spent counts: Google's minute, and one for the way."""


def aware(text: str) -> datetime:
    """A time that a cursor kept. Raises `ValueError` on what is none, or lacks its zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at
