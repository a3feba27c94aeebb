"""A limit on one user: units in a rolling minute."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import cycle

from .errors import ApiError, Refused

MINUTE = 60.0


class Allowance:
    """What one user may spend in a minute, and has. `per_minute` may be set at any time."""

    def __init__(
        self,
        per_minute: int,
        refusals: Sequence[ApiError],
        *,
        window_scale: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.per_minute = per_minute
        self._window = MINUTE * window_scale
        self._clock = clock
        self._spent: deque[tuple[float, int]] = deque()
        self._sum = 0
        self._refusals = cycle(refusals)

    def spend(self, units: int = 1) -> int:
        """`units`, spent now. Raises `Refused`, in each of the service's ways by turns, where none are left."""
        now = self._clock()
        while self._spent and self._spent[0][0] <= now - self._window:
            self._sum -= self._spent.popleft()[1]
        if self._sum + units > self.per_minute:
            raise Refused(next(self._refusals))
        self._spent.append((now, units))
        self._sum += units
        return units
