"""Forgetting a person, everywhere and for good: first at the destinations, and here once it is done there."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import ArchiveLogged, ArchiveTask, Change, Destination, EmailAddress
from crmsync.planning.conversations import LogFate
from crmsync.retry import Caller
from crmsync.store import erasure, forgotten, journal, logged, profiles
from crmsync.store.store import Store, locked
from crmsync.sync import learn, shares, whom
from crmsync.sync.apply import Work, apply
from crmsync.sync.connections import destination
from crmsync.sync.looking import required
from crmsync.sync.run import Run, recorded
from crmsync.sync.screening import discreet
from crmsync.sync.whom import Whom
from crmsync.sync.written import learn_fate

UNFINISHED = "nothing is erased here before all is taken back there. Run `crmsync forget` again."

Confirm = Callable[[Whom], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """`addresses`: those that were forgotten in this run; `already`: when it was done before."""

    run: Run
    addresses: Sequence[EmailAddress] = ()
    already: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    store: Store
    config: Config
    address: EmailAddress
    now: datetime
    caller: Caller

    def find(self) -> Whom:
        with self.store.write() as tx:
            return whom.find(tx, self.config, self.address, self.now)


def forget(config: Config, email: str, now: datetime, notice: Callable[[str], None], confirm: Confirm) -> Forgotten:
    """Erase whoever has this address, and keep them out from now on. Cut off, it goes on when it is run again.

    Raises `NotFound` where nobody of the address is known, or it is one's own; `LockHeld`, `NoStore`, `StoreError`.
    """
    address, caller = required(email), Caller(wait_scale=config.retry.wait_scale, notice=notice)
    with locked(config.store.url, "forget"), closing(Store(config.store.url)) as store:
        work = Forgetting(store=store, config=config, address=address, now=now, caller=caller)
        with store.read() as tx:
            already = forgotten.since(tx, address)
        if not already:
            work.find()
        gone: Sequence[EmailAddress] = ()
        with recorded(store, "forget", now, caller.tally) as run:
            gone = () if already else _everywhere(work, run, confirm)
        if gone or already:
            store.scrub()
        return Forgotten(run=run, addresses=gone, already=already)


def _everywhere(work: Forgetting, run: Run, confirm: Confirm) -> Sequence[EmailAddress]:
    """The addresses that are forgotten now; none where it could not be done, or was not confirmed."""
    opened = _open(work, run)
    found = _look(work, run, opened)
    if not run.troubles and not confirm(found):
        run.refused = "not confirmed: nothing is erased"
        return ()
    if not run.troubles:
        _take_back(work, run, opened, found)
    if run.troubles or run.rejections:
        run.refused = UNFINISHED
        return ()
    with work.store.write() as tx:
        _erase(tx, found, work.now)
    return found.addresses


def _open(work: Forgetting, run: Run) -> dict[str, Destination]:
    """The destinations, once it is known what came of requests that earlier runs were cut off in."""
    opened: dict[str, Destination] = {}
    for name, connection in work.config.destinations.items():
        with run.step(name):
            opened[name] = discreet(destination(connection, work.caller), work.store, work.config)
            with work.store.read() as tx:
                pushed = journal.ever_applied(tx, name) or journal.unsettled(tx, name)
            if pushed:
                learn.catch_up(work.store, name, opened[name], work.now)
    return opened


def _look(work: Forgetting, run: Run, opened: dict[str, Destination]) -> Whom:
    """Who it is, and what they have at each destination now. It may tell further addresses, which are asked about."""
    asked: set[EmailAddress] = set()
    while True:
        found = work.find()
        new = set(found.addresses) - asked
        if not new or run.troubles:
            return found
        for name, each in opened.items():
            with run.step(name):
                with work.store.read() as tx:
                    sought = _sought(tx, name, found, new)
                learn.look_up(work.store, name, each, sought, work.now)
        asked |= new


def _sought(tx: Connection, name: str, found: Whom, new: Collection[EmailAddress]) -> set[EmailAddress]:
    known = profiles.lookups_of(tx, name)
    return {address for address in new if not found.private or known.get(address) is not None}


def _take_back(work: Forgetting, run: Run, opened: dict[str, Destination], found: Whom) -> None:
    for name, each in opened.items():
        with run.step(name):
            changes = Work(
                changes=found.changes[name], before={}, learn=partial(_learn, name=name, now=work.now), now=work.now
            )
            apply(work.store, name, each, changes, run)


def _learn(tx: Connection, applied: Iterable[tuple[Change, str]], *, name: str, now: datetime) -> None:
    """Profiles need none of it: they are erased."""
    for change, _ in applied:
        match change:
            case ArchiveTask():
                learn_fate(tx, change, name=name, now=now)
            case ArchiveLogged(key=key):
                logged.settle(tx, name, key, LogFate.WITHDRAWN)


def _erase(tx: Connection, found: Whom, now: datetime) -> None:
    shares.erase(tx, found.share)
    erasure.erase(tx, found.traces)
    forgotten.remember(tx, found.addresses, now)
