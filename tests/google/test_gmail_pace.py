"""A first pull spends what Gmail allows, and never more: in simulated time, so that a busy machine changes nothing."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from gmail_world import ANN, World

from crmsync.retry import Caller
from crmsync_google.workers import IN_FLIGHT
from crmsync_sandbox.gmail.quota import UNITS_PER_MINUTE, Quota
from crmsync_sandbox.meter import Call, Stage

ANSWER = 0.3
"""Seconds that a request takes."""
STORING = 0.2
"""Seconds that a page takes."""


MINUTES = 3
"""Of a whole minute's units for each the time is taken: units come in bursts, and go on where they were."""


@dataclass(slots=True)
class Time:
    """The time of whoever is at work. One after the other works in truth; each worker has a time of its own."""

    now: float = 0.0
    granted: float = 0.0
    """When units were waited for last. Who comes later waits for a turn, and is served no earlier."""
    free: list[float] = field(default_factory=lambda: [0.0] * IN_FLIGHT)
    """When each worker ends what it is about."""
    spent: list[tuple[float, int]] = field(default_factory=list)
    """When Gmail counted how many units."""

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.granted = max(self.granted, self.now)

    def takes(self, stage: Stage, call: Call) -> None:
        if stage is Stage.AFTER_EFFECT and call.service == "gmail":
            self.spent.append((self.now, call.units))
            self.now += ANSWER

    def until(self, units: int) -> float:
        """When so many were spent."""
        for at, some in sorted(self.spent):
            units -= some
            if units <= 0:
                return at
        raise ValueError("fewer were spent")


@dataclass(frozen=True, slots=True)
class Answer:
    time: Time
    value: Any
    at: float

    def result(self) -> Any:
        self.time.now = max(self.time.now, self.at)
        return self.value

    def cancel(self) -> None:
        """It was begun."""


@dataclass(frozen=True, slots=True)
class Pool:
    """In the place of the threads."""

    time: Time

    def submit(self, work: Callable[[Any], Any], item: Any) -> Answer:
        time = self.time
        mine, worker = time.now, time.free.index(min(time.free))
        time.now = max(mine, time.free[worker], time.granted)
        value = work(item)
        time.free[worker], time.now = time.now, mine
        return Answer(time, value, time.free[worker])

    def map(self, work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        return [answer.result() for answer in [self.submit(work, item) for item in items]]

    def shutdown(self, *, cancel_futures: bool) -> None:
        """Nothing is under way."""


@pytest.fixture
def time(world: World, monkeypatch: pytest.MonkeyPatch) -> Time:
    """Ann's mailbox of two thousand messages at Gmail's limits, in simulated time."""
    time = Time()
    chance = random.Random(1)
    for number in range(680):
        for _ in range(chance.randrange(1, 7)):
            world.post(f"thread {number}", *chance.choice([("SENT",), ("INBOX",)]), sender=ANN)
    world.mailbox.quota = Quota(clock=lambda: time.now)
    world.sandbox.hooks.append(time.takes)
    world.units_per_minute = UNITS_PER_MINUTE
    world.caller = Caller(clock=lambda: time.now, sleep=time.sleep)
    monkeypatch.setattr("crmsync_google.workers.ThreadPoolExecutor", lambda *_, **__: Pool(time))
    return time


def pace(world: World, time: Time) -> float:
    """The share that is spent of what Gmail allows, from nine tenths of the first minute's units on.

    Where more than the last tenth is left in these minutes, it takes a minute more.
    """
    world.sandbox.meter.reset()
    for _ in world.pages():
        time.now += STORING
    began = UNITS_PER_MINUTE * 9 // 10
    return MINUTES * 60 / (time.until(began + MINUTES * UNITS_PER_MINUTE) - time.until(began))


def refused(world: World) -> bool:
    return any(one.status != 200 for call in world.sandbox.meter.log for one in (call, *call.parts))


def test_a_first_pull_spends_what_gmail_allows_and_is_never_refused(world: World, time: Time) -> None:
    assert pace(world, time) >= 0.95
    assert not refused(world)


@pytest.mark.parametrize(("what", "amiss"), [("fetching.BATCHES_A_MINUTE", 1), ("mailbox.WINDOW", 66.0)])
def test_it_shows_where_units_are_left(
    world: World, time: Time, monkeypatch: pytest.MonkeyPatch, what: str, amiss: float
) -> None:
    """Batches so dear that what is left of a minute is too little for another, and units that come back too late."""
    monkeypatch.setattr(f"crmsync_google.gmail.{what}", amiss)
    assert pace(world, time) < 0.95


def test_it_shows_where_gmail_is_asked_too_soon(world: World, time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsync_google.gmail.mailbox.WINDOW", 57.0)
    pace(world, time)
    assert refused(world)
