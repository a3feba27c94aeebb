"""HubSpot's ten seconds are used, and never more than they allow: in simulated time, whatever else the machine does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hubspot_crm import Crm, wanted

from crmsync.connector import EmailAddress
from crmsync.retry import Caller
from crmsync_hubspot.flight import IN_FLIGHT
from crmsync_hubspot.paths import Version
from crmsync_sandbox.hubspot.limits import TEN_SECONDS, Limits
from crmsync_sandbox.meter import Call, Stage

ANSWER = 0.3
"""Seconds that a request takes."""
WINDOWS = 3
"""Of ten seconds, in which a whole burst is used: bursts go on where the one before began."""


@dataclass(slots=True)
class Time:
    """The time of whoever is at work. One after the other works in truth; each worker has a time of its own."""

    now: float = 0.0
    granted: float = 0.0
    """When a request was waited for last. Who comes later waits for a turn, and is served no earlier."""
    free: list[float] = field(default_factory=lambda: [0.0] * IN_FLIGHT)
    """When each worker ends what it is about."""
    counted: list[float] = field(default_factory=list)
    """When HubSpot counted each request."""

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.granted = max(self.granted, self.now)

    def takes(self, stage: Stage, call: Call) -> None:
        if stage is Stage.AFTER_EFFECT:
            self.counted.append(self.now)
            self.now += ANSWER

    def begin(self, work: Callable[[Any], Any], item: Any) -> "Answer":
        """In the place of a thread."""
        mine, worker = self.now, self.free.index(min(self.free))
        self.now = max(mine, self.free[worker], self.granted)
        value = work(item)
        self.free[worker], self.now = self.now, mine
        return Answer(self, value, self.free[worker])


@dataclass(frozen=True, slots=True)
class Answer:
    time: Time
    value: Any
    at: float

    def result(self) -> Any:
        self.time.now = max(self.time.now, self.at)
        return self.value


@dataclass(slots=True)
class Others:
    """Another program with the same key, that asks at an even pace from ten seconds before us on."""

    limits: Limits
    per_second: float
    upto: float = -TEN_SECONDS

    def ask(self, now: float) -> None:
        while self.per_second and self.upto <= now:
            self.limits.burst.taken.append(self.upto)
            self.upto += 1 / self.per_second


@pytest.fixture
def version() -> Version:
    """Both have the same limits."""
    return "v3"


@pytest.fixture
def time(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Time:
    """HubSpot's limits in simulated time."""
    time = Time()
    crm.sandbox.hooks.append(time.takes)
    crm.caller = Caller(clock=lambda: time.now, sleep=time.sleep)
    monkeypatch.setattr("crmsync_hubspot.flight._begin", time.begin)
    return time


def limited(crm: Crm, time: Time, burst: int, others: float = 0.0) -> None:
    """`others`: what another program asks in a second."""

    def clock() -> float:
        program.ask(time.now)
        return time.now

    limits = Limits(scale=1.0, clock=clock)
    limits.burst.limit = burst
    program = Others(limits, others)
    crm.sandbox.portal.limits = limits


def pace(time: Time, burst: float) -> float:
    """The share that is used of what HubSpot allows us, from the first request of a burst on to that of a later one."""
    return WINDOWS * TEN_SECONDS / (time.counted[int(WINDOWS * burst)] - time.counted[0])


def look_up(crm: Crm, requests: int) -> None:
    """Nobody is there: a request for each hundred, and no more."""
    list(crm.destination().read([EmailAddress(f"p{n}@example.com") for n in range(100 * requests)]))


def refused(crm: Crm) -> bool:
    return 429 in {call.status for call in crm.calls()}


@pytest.mark.parametrize("burst", [100, 190, 250])
def test_reading_uses_what_hubspot_allows_as_its_answers_tell_and_is_never_refused(
    crm: Crm, time: Time, burst: int
) -> None:
    limited(crm, time, burst)
    look_up(crm, WINDOWS * burst + 20)
    assert pace(time, burst) >= 0.95
    assert not refused(crm)


def test_writing_uses_what_hubspot_allows_and_is_never_refused(
    crm: Crm, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmsync_hubspot.runs.BATCH", 1)
    limited(crm, time, 40)
    crm.ids(*map(wanted, crm.load(*(f"p{n}@example.com" for n in range(WINDOWS * 40 + 20)))))
    assert pace(time, 40) >= 0.95
    assert not refused(crm)


@pytest.mark.parametrize("theirs", [5, 20, 60])
def test_what_another_program_takes_is_left_to_it_and_the_rest_is_used(crm: Crm, time: Time, theirs: int) -> None:
    limited(crm, time, 100, others=theirs / TEN_SECONDS)
    look_up(crm, WINDOWS * (100 - theirs) + 20)
    assert not refused(crm)
    assert pace(time, 100 - theirs) >= 0.95


@pytest.mark.parametrize(("what", "amiss"), [("flight.IN_FLIGHT", 2), ("wire.WINDOW", 12.0)])
def test_it_shows_where_requests_are_left(
    crm: Crm, time: Time, monkeypatch: pytest.MonkeyPatch, what: str, amiss: float
) -> None:
    """Too few requests under way for the burst, and requests that count for too long."""
    monkeypatch.setattr(f"crmsync_hubspot.{what}", amiss)
    monkeypatch.setattr("crmsync_sandbox.hubspot.limits.Limits._headers", lambda _: {})
    limited(crm, time, 100)
    look_up(crm, WINDOWS * 100 + 20)
    assert pace(time, 100) < 0.95


def test_it_shows_where_hubspot_is_asked_too_soon(crm: Crm, time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsync_hubspot.wire.WINDOW", 9.0)
    monkeypatch.setattr("crmsync_sandbox.hubspot.limits.Limits._headers", lambda _: {})
    limited(crm, time, 100)
    look_up(crm, 220)
    assert refused(crm)
