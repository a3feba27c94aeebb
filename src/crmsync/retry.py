"""One policy for every request: what is repeated, how long is waited, what is counted, what is never shown.

A connector classifies its library's exceptions and sends each request through `Caller.call`. Waiting, repeating and
budgets are nowhere else.
"""

import random
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import tenacity

from crmsync.connector import ConnectorError, Exhausted, Unavailable

T = TypeVar("T")

ATTEMPTS = 5
LONGEST_WAIT = 60.0
"""Seconds, where we choose."""
LONGEST_ASKED = 600.0
"""Seconds that a service may ask us to wait within a run."""
SHORTEST_WAIT = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A connector's word on an exception: this request is worth repeating."""

    reason: str
    after: float | None = None
    """Seconds that the service asked us to wait (Retry-After)."""
    slow_down: bool = False
    """The service finds the whole account too fast: nobody sends for `after`, and then half as fast, growing slowly."""
    maybe_done: bool = False
    """The answer was lost: the request may have had its effect."""


Classify = Callable[[Exception], Again | ConnectorError | None]
"""`Again`: repeat. A `ConnectorError`: raise that. None: nothing is known of it, it is raised as it is."""


@dataclass(slots=True)
class Tally:
    """What was spent, for the run's summary: requests by connector, quota units by account."""

    requests: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, connector: str, account: str | None, units: int) -> None:
        with self._lock:
            self.requests[connector] += 1
            if account and units:
                self.units[account] += units


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


_SECRETS = re.compile(
    r"""(?xi)
    (?P<before>
        \bbearer\s+ (?=\S*\d|\S{20})
        | \b(?:access_token|refresh_token|id_token|client_secret|code_verifier|api_?key|password)
          \\?["']?\s*[=:]\s*\\?["']?
        | [?&](?:code|key|token|hapikey)=
        | \b(?:code|key|token|secret)\\?["']?\s*[=:]\s*\\?["']? (?=[^\s"'&,;}]*\d) (?=[^\s"'&,;}]{8})
    )
    [^\s"'&,;}\\]+
    | (?P<scheme>https?://[^\s/:@]*:)[^\s/@]+(?=@)
    | -----BEGIN\ [A-Z\ ]*PRIVATE\ KEY----- (?s:.*?) (?:-----END|\Z)
    | ya29\.[\w.-]+ | 1//[\w-]{10,} | 4/0[\w-]{10,} | GOCSPX-[\w-]+ | pat-[a-z0-9]+-[\w-]+
    """
)
"""What looks like a secret: by its own form, after a name that only secrets have, in the query of a URL, or after a
name that others have too, where it is long and has a digit: "unknown key: colour" and "code 404" stay readable."""


def redact(text: str, secrets: Mapping[str, str] | None = None) -> str:
    """`text` with tokens, keys and the values of `secrets` blotted out, for logs and errors."""
    for value in (secrets or {}).values():
        text = text.replace(value, "[redacted]") if value else text
    return _SECRETS.sub(lambda match: f"{match['before'] or match['scheme'] or ''}[redacted]", text)
