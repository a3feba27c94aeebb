"""Pushing to one destination: learn what it holds, plan, ask where the plan must be confirmed, apply."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from crmsync.config.settings import Config
from crmsync.connector import Change, CreateContact, Destination, EmailAddress, LogInteraction, Schema, Unready
from crmsync.planning.plan import Plan, concerned
from crmsync.planning.safety import unsafe
from crmsync.store import circles, histories, journal, logged, people, profiles, sealing
from crmsync.store.journal import kind_of
from crmsync.store.store import Store
from crmsync.sync import learn
from crmsync.sync.apply import Work, apply
from crmsync.sync.known import make_plan
from crmsync.sync.opening import ask_where_records_open
from crmsync.sync.picture import Picture, picture
from crmsync.sync.run import Run
from crmsync.sync.screening import Discreet, discreet
from crmsync.sync.written import learn as learned

Confirm = Callable[[str, Plan, str], bool]
"""`(destination, plan, reason)`: whether a person says yes to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One destination's part of a run."""

    store: Store
    config: Config
    name: str
    destination: Destination
    now: datetime

    @property
    def discreet(self) -> Discreet:
        """The destination as it may be listened to."""
        return discreet(self.destination, self.store, self.config)

    def picture(self, before: Picture | None = None) -> Picture:
        """The facts as they are now; who is who is stored, so that a person keeps the id."""
        with self.store.write() as tx:
            found = picture(tx, self.config, self.now, before)
            if found.directory.people is not found.told.known:  # else everybody is who they were
                people.save(tx, found.directory.people, found.told.known)
            if before is None or found.past is not before.past:
                update = found.past.update()
                histories.save(tx, update)
                sealing.seal_missing(tx, whole=update.anew)
        return found

    def plan(self) -> tuple[Plan, Picture]:
        """What to write, made from what the destination holds at this moment wherever something is to be written.

        Reads the profiles that were never looked up, and again those that are to be written: somebody may have merged
        them, or given them another address, since.
        """
        learn.catch_up(self.store, self.name, self.discreet, self.now)
        now = self.picture()
        with self.store.read() as tx:
            unknown = learn.unknown_addresses(tx, self.name, now)
        fresh = self._look_up(unknown)
        sought: set[EmailAddress] = set()
        while True:
            now = self.picture(now) if fresh else now
            with self.store.read() as tx:
                found = make_plan(tx, self.config, self.name, now)
                stale = {id for change in found.changes for id in concerned(change)} - fresh
                new = {address for change in found.changes for address in self._of_newcomer(change, now)} - sought
            if not stale and not new:
                self._remember(now)
                return found, now
            found_again = self._look_up(self._addresses(stale) | new)
            self._mark_removed(new)
            sought |= new
            self._drop(stale - found_again)
            fresh |= stale | found_again

    def _remember(self, now: Picture) -> None:
        """The circles that the plan was made with: the next run begins with them."""
        with self.store.write() as tx:
            if now.complete:  # what a part of the history shows is nowhere to stay
                circles.save(tx, now.circles, self.now)

    def _look_up(self, addresses: set[EmailAddress]) -> set[str]:
        return learn.look_up(self.store, self.name, self.discreet, addresses, self.now)

    def _addresses(self, ids: set[str]) -> set[EmailAddress]:
        with self.store.read() as tx:
            known = profiles.find(tx, self.name, ids).values()
        return {address for each in known for address in each.profile.addresses}

    def _of_newcomer(self, change: Change, now: Picture) -> Iterable[EmailAddress]:
        """All addresses of whom the change makes a contact for."""
        if not isinstance(change, CreateContact):
            return ()
        return now.relationships[now.directory.people[change.address]].person.addresses

    def _mark_removed(self, addresses: Collection[EmailAddress]) -> None:
        gone = self.discreet.removed(addresses) if addresses else ()
        with self.store.write() as tx:
            profiles.mark_removed(tx, self.name, gone)

    def _drop(self, ids: set[str]) -> None:
        """They are gone there, or their addresses are another profile's now."""
        with self.store.write() as tx:
            for id in ids:
                profiles.drop(tx, self.name, id)


def push(work: Push, run: Run, confirm: Confirm, *, dry_run: bool) -> Plan:
    """Write what the destination lacks, unless it is only tried, or a person says no."""
    with work.store.read() as tx:
        first = not journal.ever_applied(tx, work.name)
    if first:
        require_setup(work.destination)
    ask_where_records_open(work.store, work.name, work.destination, work.now)
    plan, now = work.plan()
    run.hear(now.troubles)
    run.waiting += plan.waiting
    run.unlogged += plan.unlogged
    run.doubled += len(plan.one_person)
    with work.store.read() as tx:
        run.edited += sum(known.edited for known in profiles.load(tx, work.name).values())
    if dry_run:
        run.changes.update(Counter(kind_of(change) for change in plan.changes))
    elif plan.changes and (reason := _doubt(work, plan, first=first)) and not confirm(work.name, plan, reason):
        run.refused = f"{work.name}: not confirmed: {reason}"
    else:
        changes = Work(
            changes=plan.changes, before=plan.before, learn=partial(learned, name=work.name, now=now), now=work.now
        )
        apply(work.store, work.name, work.destination, changes, run)
    return plan


def require_setup(destination: Destination) -> None:
    """Raises `Unready` naming what `setup` has to create first. Sync never changes a schema."""
    lacking = destination.lacking() if isinstance(destination, Schema) else ()
    if lacking:
        names = ", ".join(step.name for step in lacking)
        raise Unready(f"it lacks {names}. Run `crmsync setup` once; what was pulled is kept.")


def _doubt(work: Push, plan: Plan, *, first: bool) -> str | None:
    """Why a person must confirm the plan, or None."""
    if first:
        return "it is the first push to this account"
    with work.store.read() as tx:
        known = len(profiles.load(tx, work.name))
        ever = logged.ever(tx, work.name)
    logs = sum(isinstance(change, LogInteraction) for change in plan.changes)
    if logs and not ever:
        later = f", and {plan.unlogged} in later runs" if plan.unlogged else ""
        return f"it is the first time that conversations are logged there: {logs} now{later}"
    return unsafe(plan, known, work.config.policy.limits)
