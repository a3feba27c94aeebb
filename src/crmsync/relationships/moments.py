"""Moments as numbers: microseconds since the epoch."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def ticks(moment: datetime) -> int:
    """Microseconds since the epoch."""
    return (moment - EPOCH) // TICK


def time(moment: int) -> datetime:
    return EPOCH + moment * TICK
