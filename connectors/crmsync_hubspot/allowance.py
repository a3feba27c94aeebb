"""What HubSpot says of its limits: in the headers of nearly every answer, and when the account's day ends.

https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines names the headers.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

RESERVE = 50
"""Requests of a day that are left to the account's other programs, and to those of ours under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """As one answer tells it; search tells nothing. `window` in seconds."""

    burst: int | None = None
    window: float | None = None
    left: int | None = None
    """Of the burst, when this request was counted: whatever asks with the same key takes from it."""
    left_today: int | None = None


def allowance(headers: Mapping[str, str]) -> Allowance:
    """What is no number, or nothing that could be kept to, is taken for not told."""
    milliseconds = _number(headers, "Interval-Milliseconds")
    return Allowance(
        burst=_number(headers, "Max") or None,
        window=milliseconds / 1000 if milliseconds else None,
        left=_number(headers, "Remaining"),
        left_today=_number(headers, "Daily-Remaining"),
    )


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(f"X-HubSpot-RateLimit-{name}", "")
    return int(text) if text.isascii() and text.isdecimal() else None


class Day:
    """What is left of the account's day, as the answers tell it; shared by all threads.

    `zone` asks HubSpot for the account's time zone, at most once, and answers None where it does not say.
    """

    def __init__(self, zone: Callable[[], ZoneInfo | None], now: Callable[[], datetime]) -> None:
        self._ask, self._now = zone, now
        self._zone: ZoneInfo | None = None
        self._asked = False
        self._lock = threading.Lock()
        self._left: int | None = None
        self._over: datetime | None = None

    def hear(self, left: int) -> None:
        self._left = left

    @property
    def spent(self) -> bool:
        """Whether so little is left that nothing more should be asked before the day is over."""
        if self._over and self._now() >= self._over:
            self._left = self._over = None
        return self._left is not None and self._left <= RESERVE

    def end(self) -> datetime | None:
        """The next midnight in the account's time zone; None where HubSpot does not tell the zone."""
        with self._lock:
            if not self._asked:
                self._zone, self._asked = self._ask(), True
        self._over = midnight(self._now(), self._zone) if self._zone else None
        return self._over


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the civil day of `now` ends in `zone`; in UTC."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
