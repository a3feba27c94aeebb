"""How fast it goes and when it will be done: by what was read lately, before that by the service's limit. Pure."""

from collections import deque
from datetime import datetime, timedelta

WINDOW = 300.0
"""Seconds that count: a pace of an hour ago says little, and a pull goes by stages that differ. Several minutes, for a
quota comes by the minute, and what it allows is read in its first seconds."""
SETTLED = 60.0
"""Seconds after which the own pace is believed."""


class Pace:
    """Of one source. Times are seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._limit: float | None = None

    def seen(self, now: float, remaining: int, minutes: float | None) -> None:
        """So many items are left at `now`; `minutes`: what they take at the pace that the service's limit allows."""
        self._seen.append((now, remaining))
        self._limit = minutes
        while len(self._seen) > 2 and self._seen[1][0] <= now - WINDOW:
            self._seen.popleft()

    @property
    def per_minute(self) -> float | None:
        """Items a minute; None before enough was seen."""
        if not self._seen:
            return None
        (began, first), (now, left) = self._seen[0], self._seen[-1]
        return (first - left) / (now - began) * 60 if now - began >= SETTLED and first > left else None

    @property
    def seconds_left(self) -> float | None:
        """By the slower of the own pace and the limit's. None where neither says."""
        own, limit = self.per_minute, self._limit
        said = [self._seen[-1][1] / own * 60] if own else []
        return max([*said, *([limit * 60] if limit is not None else [])], default=None)


def duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a minute at most"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def until(seconds: float, now: datetime) -> str:
    """The time of day at which it is done; with the date, where that is another day."""
    end = now + timedelta(seconds=seconds)
    return f"{end:%H:%M}" if end.date() == now.date() else f"{end:%Y-%m-%d %H:%M}"
