"""Gmail's limits on one user: quota units in a rolling minute, requests at a time, parts of a batch at a time."""

import time
from collections.abc import Callable, Mapping

from ..google.allowance import Allowance
from ..google.errors import RATE_LIMIT, TOO_MANY, USER_RATE_LIMIT, Refused
from .errors import EXHAUSTED, TOO_MANY_CONCURRENT

PRICES: Mapping[str, int] = {
    "messages.get": 20,
    "messages.list": 5,
    "threads.get": 40,
    "threads.list": 10,
    "history.list": 2,
    "labels.list": 1,
    "labels.get": 1,
    "getProfile": 1,
    "sendAs.list": 1,
}
"""Units of each method for projects created since 2026-05-01."""

OLDER_PRICES: Mapping[str, int] = {**PRICES, "messages.get": 5, "threads.get": 10}
"""For older projects, which also have 15,000 units a minute."""

UNITS_PER_MINUTE = 6_000
OLDER_UNITS_PER_MINUTE = 15_000


class Quota:
    """The limits of one user and what they have spent. The limits may be set at any time.

    Gmail publishes no limit on concurrency: the defaults refuse a batch of 100 in part and let four of 25 pass.
    """

    def __init__(self, *, window_scale: float = 1.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.prices = PRICES
        self.requests_at_a_time = 10
        self.parts_at_a_time = 50
        refusals = (RATE_LIMIT, USER_RATE_LIMIT, TOO_MANY, EXHAUSTED)
        self._allowance = Allowance(UNITS_PER_MINUTE, refusals, window_scale=window_scale, clock=clock)

    @property
    def units_per_minute(self) -> int:
        return self._allowance.per_minute

    @units_per_minute.setter
    def units_per_minute(self, units: int) -> None:
        self._allowance.per_minute = units

    def set(
        self,
        *,
        units_per_minute: int | None = None,
        prices: Mapping[str, int] | None = None,
        requests_at_a_time: int | None = None,
        parts_at_a_time: int | None = None,
    ) -> None:
        """Change those limits that are named; of the prices, those methods that are."""
        self.units_per_minute = units_per_minute or self.units_per_minute
        self.prices = {**self.prices, **(prices or {})}
        self.requests_at_a_time = requests_at_a_time or self.requests_at_a_time
        self.parts_at_a_time = parts_at_a_time or self.parts_at_a_time

    def spend(self, method: str) -> int:
        """The units that this method costs. Raises `Refused`, in each of Gmail's ways by turns, where none are left."""
        return self._allowance.spend(self.prices[method])

    def admit(self, *, requests: int, part: int) -> None:
        """Raises `Refused` for one request too many at a time, or for a part too far back in its batch."""
        if requests > self.requests_at_a_time or part >= self.parts_at_a_time:
            raise Refused(TOO_MANY_CONCURRENT)
