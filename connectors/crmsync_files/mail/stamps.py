"""When a mail was received, by what its archive and its headers say. Pure."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crmsync.reading.headers import Fields, first

BEGIN = re.compile(
    rb"From (?:\S+ +)?(?:[A-Z][a-z]{2},? +)?(?P<month>[A-Z][a-z]{2}) +(?P<day>\d\d?) +"
    rb"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    rb"(?: +(?P<zone>[+-]\d{4}))?(?: +[A-Z]{3,4})? +(?P<year>\d{4})"
)
"""The line before a message, as RFC 4155 has it and as mail programs write it; Takeout's names a zone."""

_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
_YEARS = range(1971, 9000)
"""1970 is written by packers that did not know; beyond, the civil date somewhere may be beyond all years."""


def received(stamp: bytes, fields: Fields) -> datetime | None:
    """In UTC; None where nothing tells it.

    First the archive's own line, where that names a zone: it is the receiving side's word, as Gmail's internalDate is.
    Then the topmost Received, the last of those who carried it; then Date, the sender's word; then a line without a
    zone, in which some programs keep when they saved the mail.
    """
    line = BEGIN.match(stamp)
    zoned = line is not None and line["zone"] is not None
    told = (_stamped(line) if zoned else None, _carried(fields), _dated(first(fields, "date")), _stamped(line))
    return next((at for at in told if at is not None), None)


def _stamped(line: re.Match[bytes] | None) -> datetime | None:
    if line is None or line["month"] not in _MONTHS:
        return None
    zone = int(line["zone"] or b"0")
    away = timedelta(hours=abs(zone) // 100, minutes=abs(zone) % 100) * (-1 if zone < 0 else 1)
    day = (int(line["year"]), _MONTHS.index(line["month"]) + 1, int(line["day"]))
    clock = (int(line["hour"]), int(line["minute"]), int(line["second"] or b"0"))
    try:
        return _plausible(datetime(*day, *clock, tzinfo=UTC) - away)
    except (ValueError, OverflowError):
        return None


def _carried(fields: Fields) -> datetime | None:
    """The time of a Received field stands after its last semicolon (RFC 5321)."""
    return next((at for at in map(_dated, _times(fields)) if at is not None), None)


def _times(fields: Fields) -> Iterator[str]:
    return (value.rpartition(";")[2] for value in fields.get("received", ())[:1])


def _dated(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(" ".join(text[:200].split()))
        return _plausible((at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC))
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _plausible(at: datetime) -> datetime | None:
    return at if at.year in _YEARS else None
