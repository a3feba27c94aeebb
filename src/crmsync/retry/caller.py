"""Sending a request until it is answered, refused or given up."""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import tenacity

from crmsync.connector import ConnectorError, Exhausted, Unavailable
from crmsync.retry.again import Again, Classify
from crmsync.retry.budget import Budget
from crmsync.retry.tally import Tally

T = TypeVar("T")

ATTEMPTS = 5
LONGEST_WAIT = 60.0
"""Seconds, where we choose."""
LONGEST_ASKED = 600.0
"""Seconds that a service may ask us to wait within a run."""


class _Repeat(Exception):
    """Carries an `Again` through tenacity."""

    def __init__(self, again: Again) -> None:
        super().__init__(again.reason)
        self.again = again


class Stopped(KeyboardInterrupt):
    """The user interrupted, and this thread's waiting was cut short."""


class Caller:
    """Sends requests under the one policy, and keeps count.

    `wait_scale` multiplies every wait and every budget's window; other values than 1 are for stand-ins on loopback.
    """

    def __init__(
        self,
        *,
        tally: Tally | None = None,
        wait_scale: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
        jitter: Callable[[], float] = random.random,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.tally = tally or Tally()
        self._scale, self._clock, self._sleep = wait_scale, clock, sleep or self._pause
        self._jitter, self._notice = jitter, notice
        self._budgets: dict[str, Budget] = {}
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Wake every thread that waits here, now and later, with `Stopped`. For a user who interrupts the run."""
        self._stopping.set()

    def _pause(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Stopped

    def budget(self, name: str, limit: int, window: float, *, in_flight: int = 4) -> Budget:
        """The one budget of this name; all who share an account share it."""
        new = Budget(limit, window, in_flight=in_flight, scale=self._scale, clock=self._clock, sleep=self._sleep)
        return self._budgets.setdefault(name, new)

    def call(
        self,
        send: Callable[[], T],
        *,
        connector: str,
        classify: Classify,
        budget: Budget,
        units: int = 1,
        account: str | None = None,
        look: Callable[[], T | None] | None = None,
        attempts: int = ATTEMPTS,
    ) -> T:
        """The answer of `send`, repeated while `classify` says so, at most `attempts` times.

        `look` is for requests that must not happen twice: after a lost answer it is asked first what came of the
        request, and `send` is repeated only where it answers None. Raises what `classify` names, `Unavailable` when the
        attempts are used up, and `Exhausted` where the service asks for a longer wait than a run should take.
        """
        lost = False

        def attempt() -> T:
            nonlocal lost
            if lost and look is not None and (found := look()) is not None:
                return found
            try:
                with budget.spend(units):
                    self.tally.count(connector, account, units)
                    return send()
            except Exception as error:  # classified, or raised again as it is
                again = _verdict(error, classify)
                lost = lost or again.maybe_done
                if again.after is not None and again.after > LONGEST_ASKED:
                    raise _come_back(connector, again, again.after) from error
                if again.slow_down:
                    budget.slow_down()
                    budget.rest(again.after or 0.0)
                raise _Repeat(again) from error

        try:
            return self._retrying(connector, attempts)(attempt)
        except _Repeat as last:
            message = f"{connector}: {last.again.reason}; gave up after {attempts} tries. Run the command again later."
            raise Unavailable(message) from last.__cause__

    def _retrying(self, connector: str, attempts: int) -> tenacity.Retrying:
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Repeat),
            stop=tenacity.stop_after_attempt(attempts),
            wait=self._wait,
            sleep=self._sleep,
            before_sleep=lambda state: self._notice(f"{connector}: {_repeat_of(state).again.reason}; trying again"),
            reraise=True,
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """What the service asked for, else 1, 2, 4 … s with full jitter above half; a minute for a whole account."""
        again = _repeat_of(state).again
        if again.after is not None:
            return again.after * self._scale * (1 + 0.1 * self._jitter())
        longest: float = min(2.0 ** (state.attempt_number - 1) * (4 if again.slow_down else 1), LONGEST_WAIT)
        return longest * self._scale * (0.5 + 0.5 * self._jitter())


def _verdict(error: Exception, classify: Classify) -> Again:
    verdict = classify(error)
    if verdict is None:
        raise error
    if isinstance(verdict, ConnectorError):
        raise verdict from error
    return verdict


def _come_back(connector: str, again: Again, after: float) -> Exhausted:
    until = datetime.now(UTC) + timedelta(seconds=after)
    return Exhausted(f"{connector}: {again.reason}, and asks us to come back at {until:%Y-%m-%dT%H:%M:%SZ}.", until)


def _repeat_of(state: tenacity.RetryCallState) -> _Repeat:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, _Repeat):
        raise TypeError("only repeats are waited for")
    return error
