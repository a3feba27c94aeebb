"""Pulling: page after page from each source into the store, records and cursor in one transaction."""

import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from crmsync.config.settings import Config, Me
from crmsync.connector import Contact, CursorExpired, EmailAddress, Filing, Page, Skipped, Source
from crmsync.identity.addresses import matches
from crmsync.store import facts, forgotten, people, profiles, progress
from crmsync.store.progress import Progress
from crmsync.store.store import Store
from crmsync.sync.roster import CrmPeople
from crmsync.sync.run import Run
from crmsync.sync.screening import screen
from crmsync.sync.told import own_of

Tell = Callable[[str, int, int | None, float | None], None]
"""Progress: a source's name, records stored so far, how many items it still has to fetch, and how many minutes these
take at the pace that its service's limit allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreView:
    """What a source may ask of the store."""

    store: Store
    source: str
    now: datetime
    since: datetime | None
    subjects: bool
    me: Me
    never_log: Collection[str]
    destinations: Collection[str]
    crm: CrmPeople

    @property
    def own(self) -> Collection[EmailAddress]:
        with self.store.read() as tx:
            return self._own(tx)

    def known(self, ids: Collection[str]) -> Collection[str]:
        with self.store.read() as tx:
            return facts.known(tx, self.source, ids)

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        with self.store.read() as tx:
            return facts.filed(tx, self.source, ids)

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        found = [each for each in addresses if matches(each, self.never_log)]
        if not found:
            return []
        with self.store.read() as tx:
            own = self._own(tx)
        return [each for each in found if each not in own]

    def wanted(self) -> Collection[EmailAddress]:
        with self.store.read() as tx:
            found = facts.written_to(tx, self._own(tx))
            for destination in self.destinations:
                found.update(a for a, profile in profiles.lookups_of(tx, destination).items() if profile is not None)
        return found | self.crm.addresses()

    def _own(self, tx: Connection) -> Collection[EmailAddress]:
        """Those configured, and those that accounts have called their own by now: a mail from an alias is self's."""
        return own_of(self.me, facts.own_contacts(tx))


def pull(
    store: Store,
    name: str,
    source: Source,
    *,
    config: Config,
    run: Run,
    now: datetime,
    since: datetime | None,
    tell: Tell,
    crm: CrmPeople,
    minutes: float | None = None,
) -> None:
    """Everything new from one source. `minutes`: how long an unfinished first pull may go on; None: until it is done.

    What was stored before an error stays, and the next pull goes on from there.
    """
    with store.read() as tx:
        before = begin(progress.load(tx, name), since)
        private = forgotten.private(tx, config.policy.never_log)
    view = StoreView(
        store=store,
        source=name,
        now=now,
        since=before.since,
        subjects=config.store.store_subjects,
        me=config.me,
        never_log=private,
        destinations=config.destinations,
        crm=crm,
    )
    try:
        pages = _stored(store, name, source.pull(before.cursor, view), config=config, run=run, before=before)
        _until(_ends(minutes, before), pages, name, run, tell)
    except CursorExpired:
        if before.cursor is None:
            raise
        anew = Progress(cursor=None, since=before.since)
        pages = _stored(store, name, source.pull(None, view), config=config, run=run, before=anew)
        _until(_ends(minutes, anew), pages, name, run, tell)


def begin(before: Progress | None, asked: datetime | None) -> Progress:
    """Where a pull begins. `asked`: the horizon that was asked for now; None: the one begun with, or everything.

    An earlier horizon than that of the past pulls means to pull anew; what is known is not fetched again. A later one
    changes nothing: more is known already.
    """
    if before is None or before.cursor is None:
        return Progress(cursor=None, since=asked or (before.since if before else None))
    earlier = asked is not None and before.since is not None and asked < before.since
    narrower = asked is not None and before.since is None and not before.complete
    if earlier:
        return Progress(cursor=None, since=asked)
    return replace(before, since=asked) if narrower else before


def _ends(minutes: float | None, before: Progress) -> float:
    """When this pull ends at the latest, by the monotonic clock. A night's pull is never cut short."""
    return math.inf if minutes is None or before.complete else time.monotonic() + minutes * 60


def _until(ends: float, pages: Iterator[Page], name: str, run: Run, tell: Tell) -> None:
    for page in pages:
        tell(name, run.pulled[name], page.remaining, page.minutes)
        if time.monotonic() > ends and not page.coverage.complete:
            run.troubles.append(f"{name}: the first pull is not finished; the next run goes on with it")
            return


def _stored(
    store: Store, name: str, pages: Iterator[Page], *, config: Config, run: Run, before: Progress
) -> Iterator[Page]:
    """Each page once it is stored."""
    for page in pages:
        _store_page(store, name, page, config=config, run=run, before=before)
        yield page


def _store_page(store: Store, name: str, page: Page, *, config: Config, run: Run, before: Progress) -> None:
    with store.write() as tx:
        hide = partial(people.hide, key=people.hiding_key(tx))
        private = forgotten.private(tx, config.policy.never_log)
        screened = screen(page.records, private, _own(tx, config.me, page), hide)
        facts.add(tx, name, screened.kept)
        facts.leave_out(tx, name, screened.dropped, "never-log")
        if page.snapshot:
            facts.withdraw(tx, name, page.snapshot)
        progress.save(tx, name, _place(page, before))
    _count(run, name, page)


def _own(tx: Connection, me: Me, page: Page) -> Collection[EmailAddress]:
    """Self's addresses, those of the page itself among them: what comes to one is nobody else's."""
    return own_of(me, [*facts.own_contacts(tx), *(each for each in page.records if isinstance(each, Contact))])


def _place(page: Page, before: Progress) -> Progress:
    """Where the page leads to. What was known whole before a night stays so while the night is under way."""
    coverage = page.coverage
    if before.complete and not coverage.complete:
        return replace(before, cursor=page.cursor)
    return Progress(
        cursor=page.cursor,
        complete=coverage.complete,
        since=coverage.since,
        unread=coverage.unread + (before.unread if before.complete else 0),
        sent=coverage.sent or coverage.complete,
    )


def _count(run: Run, name: str, page: Page) -> None:
    reasons = [record.reason for record in page.records if isinstance(record, Skipped)]
    run.skips.update(f"{name}: {reason}" for reason in reasons)
    run.pulled[name] += len(page.records) - len(reasons)
