"""How many requests HubSpot answers: in ten seconds, in a second for search, and in a day."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .errors import Refused, rate_limited

TEN_SECONDS = 10.0
SECOND = 1.0


@dataclass(slots=True)
class Window:
    """At most `limit` requests in any `seconds`; refused ones don't count."""

    limit: int
    seconds: float
    policy: str
    taken: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> None:
        """Count one request at `now`. Raises `Refused` (429) where the window is full."""
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) >= self.limit:
            raise Refused(rate_limited(self.policy))
        self.taken.append(now)

    @property
    def left(self) -> int:
        return max(0, self.limit - len(self.taken))


class Limits:
    """The account's allowances; `scale` shortens the windows. All can be set at any time.

    The announced interval stays that of the real service: who lives in scaled time scales it.
    """

    def __init__(self, *, scale: float, clock: Callable[[], float]) -> None:
        self.burst = Window(100, TEN_SECONDS * scale, "TEN_SECONDLY_ROLLING")
        self.search = Window(5, SECOND * scale, "SECONDLY")
        self.daily = 250_000
        self._clock = clock
        self._day: date | None = None
        self._used = 0

    def take(self, today: date, *, searching: bool) -> Mapping[str, str]:
        """Count one request; the answer is the headers that tell of it, which search does not send."""
        self._begin(today)
        if self._used >= self.daily:
            raise Refused(rate_limited("DAILY"))
        (self.search if searching else self.burst).take(self._clock())
        self._used += 1
        return {} if searching else self._headers()

    def exhaust_day(self, today: date) -> None:
        """Nothing more is answered until tomorrow."""
        self._begin(today)
        self._used = self.daily

    def _begin(self, today: date) -> None:
        if today != self._day:
            self._day, self._used = today, 0

    def _headers(self) -> Mapping[str, str]:
        return {
            "X-HubSpot-RateLimit-Max": str(self.burst.limit),
            "X-HubSpot-RateLimit-Remaining": str(self.burst.left),
            "X-HubSpot-RateLimit-Interval-Milliseconds": str(int(TEN_SECONDS * 1000)),
            "X-HubSpot-RateLimit-Daily": str(self.daily),
            "X-HubSpot-RateLimit-Daily-Remaining": str(max(0, self.daily - self._used)),
        }
