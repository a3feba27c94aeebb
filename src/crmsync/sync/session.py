"""A whole run: pull from every source, push to every destination, undo. The commands call these and print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from crmsync.config.settings import Config
from crmsync.planning.plan import Plan
from crmsync.retry import Caller
from crmsync.store import forgotten, journal, progress
from crmsync.store.store import Store, locked
from crmsync.sync.connections import destination, source
from crmsync.sync.looking import NotFound
from crmsync.sync.pull import Tell, pull
from crmsync.sync.push import Confirm, Push, push
from crmsync.sync.roster import CrmPeople
from crmsync.sync.run import Run, recorded
from crmsync.sync.screening import discreet
from crmsync.sync.undo import Undo, undo, undo_plan


class NoBackfill(Exception):
    """Nothing was ever pulled: there is nothing to go on from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a run is asked to do. `minutes`: how long an unfinished first pull may go on; None: until it is done."""

    command: str
    now: datetime
    since: datetime | None = None
    minutes: float | None = None
    dry_run: bool = False
    first: bool = False
    """A backfill: it may make the store. A sync only goes on from one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """How a run speaks with its user: progress, a notice of a retry, a question."""

    tell: Tell
    notice: Callable[[str], None]
    confirm: Confirm


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A run and the plans it made, by destination."""

    run: Run
    plans: Mapping[str, Plan]


def synchronise(config: Config, order: Order, voices: Voices) -> Done:
    """Pull, resolve, compute, plan, apply. One connector's trouble stops only its own part.

    Raises `NoBackfill`, `LockHeld`, `StoreError`, `ConfigError`.
    """
    caller = Caller(wait_scale=config.retry.wait_scale, notice=voices.notice)
    with locked(config.store.url, order.command):
        store = Store(config.store.url, create=order.first)
        try:
            if not order.first and not _begun(store, config):
                raise NoBackfill("nothing was pulled yet. Run `crmsync backfill` first.")
            plans: dict[str, Plan] = {}
            with recorded(store, order.command, order.now, caller.tally) as run:
                with store.write() as tx:
                    journal.prune(tx, order.now - journal.KEPT)
                _pull_all(store, config, order, voices, run, caller)
                if _begun(store, config):  # else there is nothing to make a plan from
                    plans |= _push_all(store, config, order, voices, run, caller)
            return Done(run=run, plans=plans)
        finally:
            store.close()


def _begun(store: Store, config: Config) -> bool:
    """Whether anything was ever pulled from a source of the configuration."""
    with store.read() as tx:
        begun = progress.load_all(tx)
    return any(name in begun for name in config.sources)


def _pull_all(store: Store, config: Config, order: Order, voices: Voices, run: Run, caller: Caller) -> None:
    openers = {name: partial(destination, connection, caller) for name, connection in config.destinations.items()}
    with store.read() as tx:
        private = forgotten.private(tx, config.policy.never_log)
    crm = CrmPeople(openers, private)
    for name, connection in config.sources.items():
        with run.step(name):
            opened = source(connection, caller)
            pull(
                store,
                name,
                opened,
                config=config,
                run=run,
                now=order.now,
                since=order.since,
                tell=voices.tell,
                crm=crm,
                minutes=order.minutes,
            )


def _push_all(store: Store, config: Config, order: Order, voices: Voices, run: Run, caller: Caller) -> dict[str, Plan]:
    plans: dict[str, Plan] = {}
    for name, connection in config.destinations.items():
        with run.step(name):
            opened = destination(connection, caller)
            work = Push(store=store, config=config, name=name, destination=opened, now=order.now)
            plans[name] = push(work, run, voices.confirm, dry_run=order.dry_run)
    return plans


def take_back(
    config: Config, number: int, now: datetime, notice: Callable[[str], None], confirm: Callable[[str, Undo], bool]
) -> Run:
    """Undo run `number` at every destination. Raises `NotFound` where there is no such run."""
    caller = Caller(wait_scale=config.retry.wait_scale, notice=notice)
    with locked(config.store.url, "undo"):
        store = Store(config.store.url)
        try:
            _require_run(store, number)
            with recorded(store, "undo", now, caller.tally) as run:
                for name, connection in config.destinations.items():
                    with run.step(name):
                        opened = destination(connection, caller)
                        heard = discreet(opened, store, config)
                        found = undo_plan(store, name, heard, number, now)
                        if (found.changes or found.kept) and not confirm(name, found):
                            run.refused = f"{name}: not confirmed"
                        else:
                            undo(store, name, heard, found, run, now)
            return run
        finally:
            store.close()


def _require_run(store: Store, number: int) -> None:
    with store.read() as tx:
        if not any(row.id == number for row in journal.all_runs(tx)):
            raise NotFound(f"there is no run {number}. `crmsync runs` lists them.")
