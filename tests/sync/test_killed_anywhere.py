"""Killed at any instant, on either side of any request, the next run ends in the same state as an undisturbed one."""

import os
import signal
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_world import ANN, NOW, SmallWorld, Start, crm, rewrite, tables

from crmsync.store.store import Store
from crmsync_sandbox.life import Card, Guest, Meeting
from crmsync_sandbox.meter import Call, Stage

TOMORROW = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=16)
MOST_RUNS = 4
SERVICES = ("gmail", "google-calendar", "google-contacts", "hubspot")
BESIDE_MAIL = ("google-calendar", "google-contacts")


@dataclass(slots=True)
class Killer:
    """Kills process `pid` with SIGKILL at the n-th request, before or after its effect."""

    stage: Stage
    at: int
    services: Collection[str] = SERVICES
    pid: int = 0
    seen: int = 0
    struck: bool = False

    def __call__(self, stage: Stage, call: Call) -> None:
        if stage is not self.stage or self.struck or call.service not in self.services:
            return
        self.seen += 1
        if self.seen == self.at:
            self.struck = True
            while not self.pid:
                pass
            os.kill(self.pid, signal.SIGKILL)


def undisturbed(
    world: SmallWorld, start: Start, words: tuple[str, ...], now: str, services: Collection[str]
) -> tuple[int, Path]:
    """How many requests to `services` the run takes, and the folder it leaves."""
    folder = _begin(world, start)
    world.sandbox.meter.reset()
    ended = world.nursery.run(folder, *words, "--as-of", now)
    assert ended.code == 0, ended.err
    return sum(world.sandbox.meter.requests[service] for service in services), folder


def killed(world: SmallWorld, start: Start, words: tuple[str, ...], now: str, killer: Killer) -> Path:
    """The folder after a run that was killed, and as many more as it takes to end well."""
    folder = _begin(world, start)
    world.sandbox.hooks.append(killer)
    try:
        killer.pid = world.nursery.start(folder, *words, "--as-of", now)
        ended = world.nursery.wait(folder)
    finally:
        world.sandbox.hooks.remove(killer)
    assert killer.struck
    assert ended.code == -signal.SIGKILL
    for _ in range(MOST_RUNS):
        ended = world.nursery.run(folder, *words, "--as-of", now)
        if ended.code == 0:
            return folder
    raise AssertionError(ended.err)


def _begin(world: SmallWorld, start: Start) -> Path:
    world.sandbox.portal.reset(start.portal)
    return world.folder(like=start.folder)


def sweep(
    world: SmallWorld,
    start: Start,
    words: tuple[str, ...],
    now: str,
    services: Collection[str] = SERVICES,
    last: int | None = None,
) -> int:
    """Kill at every request, on both sides; each time the end is that of the undisturbed run. How often it killed.

    `last`: only at so many requests before the end, where the writes are.
    """
    requests, folder = undisturbed(world, start, words, now, services)
    there, here = crm(world.sandbox), tables(folder)
    first = 1 if last is None else requests - last + 1
    for stage in Stage:
        for at in range(first, requests + 1):
            ended = killed(world, start, words, now, Killer(stage=stage, at=at, services=services))
            assert crm(world.sandbox) == there, f"killed {stage} request {at} of {requests}"
            for table, rows in tables(ended).items():
                assert rows == here[table], f"{table}, killed {stage} request {at} of {requests}"
    return 2 * (requests - first + 1)


def empty(world: SmallWorld) -> Path:
    """A folder whose store holds nothing. A run makes it before its first request, so no kill comes earlier."""
    folder = world.folder()
    Store(f"sqlite:///{folder / 'crmsync.db'}", create=True).close()
    return folder


@pytest.fixture
def set_up(world: SmallWorld) -> Start:
    """Nothing pulled yet, the CRM ready."""
    ended = world.crmsync(world.folder(), "setup", "--yes")
    assert ended.code == 0, ended.err
    return Start(portal=world.sandbox.portal.snapshot(), folder=empty(world))


@pytest.fixture
def settled(world: SmallWorld, set_up: Start) -> Start:
    """After a backfill, with news of every kind since: an answer, a mail in, a mute, a task that nobody touched."""
    folder = world.folder()
    rewrite(folder, "[policy]\n", "[policy]\ncapacity = { day = 4 }\n")
    ended = world.crmsync(folder, "backfill", "--yes")
    assert ended.code == 0, ended.err
    people = [task["contact"] for task in crm(world.sandbox)["tasks"]]
    assert len(people) == 4
    answered, replied, muted, _ = people
    world.post(f"Ann <{ANN}>", answered, NOW + timedelta(hours=2), "answer")
    world.post(f"A Friend <{replied}>", ANN, NOW - timedelta(days=4), "reply")
    [task] = world.sandbox.portal.tasks_of(replied)
    world.sandbox.portal.people.move_task(task.id, (LATER - timedelta(days=3)).isoformat())
    world.sandbox.portal.people.set_property(muted, "crmsync_mute", "true")
    return Start(portal=world.sandbox.portal.snapshot(), folder=folder)


@pytest.mark.timeout(300)
def test_a_backfill_killed_at_any_request_ends_as_if_undisturbed(world: SmallWorld, set_up: Start) -> None:
    kills = sweep(world, set_up, ("backfill", "--yes"), NOW.isoformat())
    assert kills > 30


@pytest.mark.timeout(300)
def test_a_sync_killed_at_any_request_ends_as_if_undisturbed(world: SmallWorld, settled: Start) -> None:
    kills = sweep(world, settled, ("sync", "--yes"), LATER.isoformat())
    assert kills > 10
    fates = sorted((task["hs_task_status"], task["archived"]) for task in crm(world.sandbox)["tasks"])
    assert ("COMPLETED", False) in fates
    assert ("DEFERRED", False) in fates
    assert ("NOT_STARTED", True) in fates
    assert ("NOT_STARTED", False) in fates


@pytest.mark.timeout(300)
def test_an_undo_killed_at_any_request_is_taken_up_again(world: SmallWorld, settled: Start) -> None:
    assert settled.folder
    kills = sweep(world, settled, ("undo", "1", "--yes"), TOMORROW.isoformat())
    assert kills > 4


def meeting(id: str, start: datetime, **fields: Any) -> Meeting:
    guests = (Guest(email=ANN), Guest(email="bea@one.test"))
    return Meeting(id=id, start=start, end=start + timedelta(hours=1), organizer=ANN, guests=guests, **fields)


@pytest.fixture
def busy(world: SmallWorld) -> SmallWorld:
    """A calendar and an address book beside the mailbox; the CRM ready."""
    world.sources = ("address-book", "calendar", "mail")
    agenda = world.sandbox.calendar(ANN).primary
    agenda.add(meeting("weekly", NOW - timedelta(days=21), every=timedelta(days=7), count=12))
    agenda.add(meeting("once", NOW - timedelta(days=2)))
    world.sandbox.address_book(ANN).add(Card(id="c1", name="Bea", emails=("bea@one.test", "bea@home.test")))
    ended = world.crmsync(world.folder(), "setup", "--yes")
    assert ended.code == 0, ended.err
    return world


@pytest.mark.timeout(300)
def test_a_backfill_killed_while_it_reads_calendar_or_address_book_ends_as_if_undisturbed(busy: SmallWorld) -> None:
    start = Start(portal=busy.sandbox.portal.snapshot(), folder=empty(busy))
    assert sweep(busy, start, ("backfill", "--yes"), NOW.isoformat(), BESIDE_MAIL) >= 6


@pytest.mark.timeout(300)
def test_a_night_killed_while_its_cursors_have_expired_ends_as_if_undisturbed(busy: SmallWorld) -> None:
    """With news since: a series ended, a meeting gone, an address taken away."""
    folder = busy.folder()
    busy.done(folder, "backfill", "--yes")
    agenda = busy.sandbox.calendar(ANN).primary
    agenda.cancel("weekly")
    agenda.cancel("once")
    busy.sandbox.address_book(ANN).change("c1", emails=("bea@one.test",))
    busy.sandbox.calendar(ANN).expire_sync_tokens()
    busy.sandbox.address_book(ANN).expire_sync_tokens()
    start = Start(portal=busy.sandbox.portal.snapshot(), folder=folder)
    assert sweep(busy, start, ("sync", "--yes"), TOMORROW.isoformat(), BESIDE_MAIL) >= 8


@pytest.mark.timeout(300)
def test_an_undo_that_opens_tasks_again_killed_at_any_request_is_taken_up_again(
    world: SmallWorld, settled: Start
) -> None:
    folder = _begin(world, settled)
    assert world.nursery.run(folder, "sync", "--yes", "--as-of", LATER.isoformat()).code == 0
    lived = Start(portal=world.sandbox.portal.snapshot(), folder=folder)
    assert sweep(world, lived, ("undo", "2", "--yes"), LATER.isoformat(), last=2) == 4
    assert not any(task["hs_task_status"] in ("COMPLETED", "DEFERRED") for task in crm(world.sandbox)["tasks"])
