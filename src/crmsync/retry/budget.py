"""How fast an account is asked: never faster than its service allows, and as much slower as others need."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SHORTEST_WAIT = 0.001
"""Seconds."""


class Budget:
    """At most `limit` units in any `window` seconds, and at most `in_flight` requests at a time; thread-safe.

    A unit counts as spent until one window after its answer, because the service may have counted it as late as that:
    so the service never sees more than `limit` in a window of its own. Gmail's window is a minute, and 61 s are kept.
    """

    def __init__(
        self,
        limit: int,
        window: float,
        *,
        in_flight: int = 4,
        scale: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limit = limit
        self.window = window * scale
        self._scale, self._clock, self._sleep = scale, clock, sleep
        self._pace = 1.0
        self._rests_until = 0.0
        self._pending = 0
        self._counted = 0
        self._spent: deque[tuple[float, int]] = deque()
        """Until when units count as spent, and how many; `_counted` in all."""
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        """One at a time waits for units; the others wait for their turn, and wake nobody."""
        self._slots = threading.BoundedSemaphore(in_flight)
        self._begun: deque[tuple[float, int]] = deque()
        """When units were held that the service counts, if it counts a request as it comes."""
        self._sent = threading.local()
        """Of each thread, how many units of ours the service counts with its last request, itself included."""
        self._unknown: deque[int] = deque(maxlen=in_flight)
        """What the last answers said was spent, beyond what we know of; so many requests may overtake one another."""
        self._others: deque[tuple[float, int]] = deque()
        """How much others had spent, and until when that counts."""

    @property
    def allowed(self) -> int:
        """Units in a window at the present pace."""
        return max(1, int(self.limit * self._pace))

    def hear(self, limit: int, window: float, left: int | None = None) -> None:
        """The service says what it allows; it holds from now on. What is spent already counts as long as it did.

        `left`: of this window, when it counted this thread's request. What neither is left nor was ours is spent by
        others, and is left to them for a window.
        """
        with self._lock:
            self.limit, self.window = limit, window * self._scale
            if left is not None and hasattr(self._sent, "used"):
                self._unknown.append(limit - left - self._sent.used)
                if len(self._unknown) == self._unknown.maxlen and (others := min(self._unknown)) > 0:
                    self._others.append((self._clock() + self.window, others))

    def slow_down(self) -> None:
        with self._lock:
            self._pace = max(self._pace / 2, 1 / 16)

    def rest(self, seconds: float) -> None:
        """Nothing more is sent for so long, by anybody; in seconds of the service, which are scaled."""
        with self._lock:
            self._rests_until = max(self._rests_until, self._clock() + seconds * self._scale)

    @contextmanager
    def spend(self, units: int) -> Iterator[None]:
        """Wait until `units` fit, and hold them while the request is under way."""
        with self._slots:
            with self._turn:
                while (wait := self._reserve(units)) > 0:
                    self._sleep(wait)
            try:
                yield
            finally:
                self._settle(units)

    def _reserve(self, units: int) -> float:
        """Zero once `units` are held, else the seconds after which it is worth asking again."""
        with self._lock:
            now = self._clock()
            if now < self._rests_until:
                return self._rests_until - now
            while self._spent and self._spent[0][0] <= now:
                self._counted -= self._spent.popleft()[1]
            used, allowed = self._pending + self._counted, self.allowed - self._of_others(now)
            if used == 0 or used + units <= allowed:
                self._pending += units
                self._begin(units, now)
                return 0.0
            return self._free_at(used + units - allowed, now) - now

    def _begin(self, units: int, now: float) -> None:
        while self._begun and self._begun[0][0] <= now - self.window:
            self._begun.popleft()
        self._begun.append((now, units))
        self._sent.used = sum(some for _, some in self._begun)

    def _of_others(self, now: float) -> int:
        while self._others and self._others[0][0] <= now:
            self._others.popleft()
        return max((units for _, units in self._others), default=0)

    def _free_at(self, units: int, now: float) -> float:
        """When so many of those spent no longer count; where what is under way counts too, when it is to be seen."""
        for until, spent in self._spent:
            units -= spent
            if units <= 0:
                return until
        return self._spent[0][0] if self._spent else now + max(self.window / 100, SHORTEST_WAIT)

    def _settle(self, units: int) -> None:
        with self._lock:
            self._pending -= units
            self._counted += units
            self._spent.append((self._clock() + self.window, units))
            self._pace = min(1.0, self._pace + 0.01)
