"""A generated year's first pull: it costs less than half of fetching everything, and tells the same dates."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from crmsync.config.settings import Config
from crmsync.connector import (
    Account,
    Channel,
    Coverage,
    Cursor,
    EmailAddress,
    Filing,
    Page,
    Record,
    Secret,
    Source,
    View,
)
from crmsync.retry import Caller, Tally
from crmsync.store.store import Store
from crmsync.sync.connections import read_config
from crmsync.sync.picture import picture
from crmsync.sync.pull import pull
from crmsync.sync.roster import CrmPeople
from crmsync.sync.run import Run
from crmsync_google.calendar.source import GoogleCalendar
from crmsync_google.gmail import Gmail
from crmsync_google.gmail.headers import read_message
from crmsync_google.gmail.labels import is_hidden
from crmsync_sandbox import trial
from crmsync_sandbox.generate.truth import Year
from crmsync_sandbox.generate.year import year
from crmsync_sandbox.gmail.mailbox import Mailbox
from crmsync_sandbox.server import Sandbox

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SCALE = 0.005
PLENTY = 10_000_000
Access = Literal["metadata", "readonly"]


@dataclass(slots=True)
class Shelf:
    """A view that keeps what it is told."""

    people: Collection[EmailAddress] = ()
    known_ids: set[str] = field(default_factory=set)
    now: datetime = NOW
    since: datetime | None = None
    subjects: bool = False
    own: Collection[EmailAddress] = ()

    def known(self, ids: Collection[str]) -> Collection[str]:
        return self.known_ids.intersection(ids)

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        return {}

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return []

    def wanted(self) -> Collection[EmailAddress]:
        return self.people

    def keep(self, page: Page) -> None:
        self.known_ids.update(record.id for record in page.records)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    year: Year
    sandbox: Sandbox
    folder: Path

    @property
    def owner(self) -> EmailAddress:
        return EmailAddress(self.year.life.owner)

    @property
    def mailbox(self) -> Mailbox:
        return self.sandbox.mailbox(self.owner)

    def source(self, access: Access = "metadata") -> Gmail:
        login = self.sandbox.login(self.owner, [f"gmail.{access}"])
        account = Account(
            address=self.owner, login=Secret("a file", lambda: login), access=access, units_per_minute=PLENTY
        )
        config = Gmail.Config(account=self.owner, api_base=self.sandbox.url)
        return Gmail(config, account=account, caller=Caller(wait_scale=SCALE))

    def calendar(self) -> GoogleCalendar:
        scopes = ("calendar.calendarlist.readonly", "calendar.events.readonly")
        login = self.sandbox.login(self.owner, scopes)
        account = Account(address=self.owner, login=Secret("a file", lambda: login))
        config = GoogleCalendar.Config(account=self.owner, calendars="all", api_base=self.sandbox.url)
        return GoogleCalendar(config, account=account, caller=Caller(wait_scale=SCALE))

    def config(self) -> Config:
        return read_config(trial.write(self.folder, self.sandbox, self.owner, SCALE, self.year.truth.owner.addresses))

    def fetched(self) -> int:
        """Units that were paid for messages and threads, lists apart."""
        parts = [part for call in self.sandbox.meter.log for part in call.parts]
        return sum(part.units for part in parts)

    def two_way(self) -> int:
        """The least that fetching all messages of all threads with a sent message costs."""
        messages = list(self.mailbox.newest_first())
        sizes = Counter(message.thread for message in messages)
        threads = {message.thread for message in messages if "SENT" in message.labels}
        return sum(min(20 * sizes[thread], 40) for thread in threads)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    told = year(seed=3, until=NOW)
    with Sandbox(window_scale=SCALE) as sandbox:
        sandbox.fill(told.life)
        sandbox.mailbox(told.life.owner).quota.set(units_per_minute=PLENTY)
        yield World(year=told, sandbox=sandbox, folder=tmp_path_factory.mktemp("year"))


@dataclass(frozen=True, slots=True)
class Everything:
    """A source that reads every message there is, through the back door."""

    mailbox: Mailbox

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        coverage = Coverage(channels=frozenset({Channel.MAIL}), complete=True)
        yield Page(records=list(self._records()), cursor=Cursor("all"), coverage=coverage)

    def _records(self) -> Iterator[Record]:
        names = {label["id"]: label["name"] for label in self.mailbox.labels.resources()}
        for message in self.mailbox.newest_first():
            if not is_hidden(message.labels):
                yield read_message(
                    message.metadata(frozenset()), {str(id): str(name) for id, name in names.items()}, subjects=False
                )


Dates = Mapping[frozenset[EmailAddress], tuple[datetime | None, ...]]


def dates(world: World, source: Source, path: Path) -> Dates:
    """Last contact, last sent and last meeting of everybody who has any, by their addresses."""
    config = world.config()
    store = Store(f"sqlite:///{path}", create=True)
    run = Run(number=None, tally=Tally())
    crm = CrmPeople({}, ())
    for name, each in (("calendar", world.calendar()), ("mail", source)):
        pull(store, name, each, config=config, run=run, now=NOW, since=None, tell=lambda *_: None, crm=crm)
    with store.read() as tx:
        seen = picture(tx, config, NOW)
    store.close()
    found = {
        frozenset(each.person.addresses): tuple(
            touch.at if touch else None
            for touch in (each.dates.last_contact, each.dates.last_sent, each.dates.last_meeting)
        )
        for each in seen.relationships.values()
    }
    return {who: known for who, known in found.items() if any(known)}


def test_the_dates_are_those_of_fetching_everything(world: World, tmp_path: Path) -> None:
    planned = dates(world, world.source(), tmp_path / "planned.db")
    assert planned == dates(world, Everything(world.mailbox), tmp_path / "all.db")
    assert len(planned) > 100
    assert sum(1 for *_, last_meeting in planned.values() if last_meeting) > 20


def test_it_costs_at_most_45_percent_of_fetching_everything(world: World) -> None:
    world.sandbox.meter.reset()
    pages = list(world.source().pull(None, Shelf()))
    assert pages[-1].coverage.complete
    assert world.sandbox.meter.units[world.owner] <= 0.45 * 20 * len(world.mailbox)


def crm_people(world: World) -> set[EmailAddress]:
    return {
        EmailAddress(address.lower()) for c in world.year.life.contacts for address in (c.email, *c.additional_emails)
    }


def until_sent(world: World, access: Access, stop_after: int) -> set[str]:
    """What is known when all that self sent is; the pull is broken off after every so many pages, and goes on."""
    shelf = Shelf(people=crm_people(world) if access == "readonly" else ())
    cursor = None
    while True:
        pages = world.source(access).pull(cursor, shelf)
        for number, page in enumerate(pages):
            shelf.keep(page)
            cursor = page.cursor
            if page.coverage.sent:
                return shelf.known_ids
            if number == stop_after:
                break
        pages.close()  # type: ignore[attr-defined] # it is a generator


@pytest.mark.parametrize("access", ["metadata", "readonly"])
def test_all_that_self_sent_is_known_for_the_price_of_its_threads(world: World, access: Access) -> None:
    says_all_that_was_sent_for_its_price(world, access, stop_after=1000)


@pytest.mark.parametrize("access", ["metadata", "readonly"])
def test_a_pull_that_is_broken_off_again_and_again_pays_no_more(
    world: World, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is begun ahead when a pull is broken off is paid for nothing: that is left out here."""
    monkeypatch.setattr("crmsync_google.workers.AHEAD", 1)
    says_all_that_was_sent_for_its_price(world, access, stop_after=4)


def says_all_that_was_sent_for_its_price(world: World, access: Access, *, stop_after: int) -> None:
    world.sandbox.meter.reset()
    known = until_sent(world, access, stop_after)
    mails = (message for message in world.mailbox.newest_first() if not is_hidden(message.labels))
    assert {message.id for message in mails if "SENT" in message.labels} <= known
    assert world.fetched() <= 1.05 * world.two_way()
