"""What the tests of the Calendar source share: Ann's calendars at a stand-in, a store in memory, and pulls into it."""

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from crmsync.connector import (
    Account,
    Contact,
    Cursor,
    Deleted,
    EmailAddress,
    Filing,
    Interaction,
    Page,
    Record,
    Secret,
    Skipped,
)
from crmsync.retry import Caller
from crmsync_google.calendar import GoogleCalendar
from crmsync_sandbox.calendar.account import CalendarAccount
from crmsync_sandbox.calendar.agenda import Agenda
from crmsync_sandbox.life import Guest, Meeting
from crmsync_sandbox.meter import Call
from crmsync_sandbox.server import Sandbox

ANN = EmailAddress("ann@example.com")
BOB = EmailAddress("bob@example.org")
ZOE = EmailAddress("zoe@example.net")
NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
PLENTY = 10_000_000
SCOPES = ("calendar.calendarlist.readonly", "calendar.events.readonly")


def of(calendar: str, event: str = "") -> str:
    """What the ids of its records begin with, or the id of this one."""
    return f"{sha256(calendar.encode()).hexdigest()[:16]}/{event}"


def key_of(uid: str, begins: str) -> str:
    return f"{sha256(uid.encode()).hexdigest()[:32]} {begins}"


def meeting(
    id: str = "talk", start: datetime = NOW - DAY, *guests: str, lasts: timedelta = HOUR, **fields: Any
) -> Meeting:
    """A meeting of Ann's with these guests, or with Bob."""
    invited = tuple(Guest(email=email) for email in (ANN, *(guests or (BOB,))))
    return Meeting(
        **{"id": id, "start": start, "end": start + lasts, "organizer": ANN, "guests": invited, **fields},
    )


@dataclass(slots=True)
class Store:
    """The view of a source, which treats what it is told as the core's store does."""

    now: datetime = NOW
    since: datetime | None = None
    subjects: bool = False
    own: Collection[EmailAddress] = ()
    never_log: set[EmailAddress] = field(default_factory=set)
    records: dict[str, Record] = field(default_factory=dict)
    told: list[Record] = field(default_factory=list)

    def known(self, ids: Collection[str]) -> Collection[str]:
        return [id for id in ids if id in self.records and not isinstance(self.records[id], Skipped)]

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        return {}

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return self.never_log.intersection(addresses)

    def wanted(self) -> Collection[EmailAddress]:
        return []

    def keep(self, page: Page) -> None:
        for record in page.records:
            self.told.append(record)
            self.records.pop(record.id, None)
            if not isinstance(record, Deleted):
                self.records[record.id] = record
        if snapshot := page.snapshot:
            mine = [record for id, record in self.records.items() if id.startswith(snapshot.prefix)]
            for record in mine:
                if record.id not in snapshot.ids and not _ended(record, snapshot.since):
                    del self.records[record.id]

    @property
    def meetings(self) -> dict[str, Interaction]:
        """By id; those of Ann's primary calendar by their ids there."""
        found = {id: record for id, record in self.records.items() if isinstance(record, Interaction)}
        return {id.removeprefix(of(ANN)): record for id, record in found.items()}

    @property
    def notes(self) -> dict[str, str]:
        """Why which records were skipped."""
        return {id: record.reason for id, record in self.records.items() if isinstance(record, Skipped)}

    @property
    def owner(self) -> Contact:
        [owner] = [record for record in self.records.values() if isinstance(record, Contact)]
        return owner


def _ended(record: Record, since: datetime | None) -> bool:
    return since is not None and isinstance(record, Interaction) and record.at + record.duration <= since


@dataclass(slots=True)
class CalendarWorld:
    """Ann's calendars and what our source makes of them."""

    sandbox: Sandbox
    store: Store = field(default_factory=Store)
    caller: Caller = field(default_factory=lambda: Caller(wait_scale=0.01))
    calendars: tuple[str, ...] | Literal["all"] = ("primary",)
    scopes: Sequence[str] = SCOPES
    login: str | None = None
    cursor: Cursor | None = None
    """That of the last page that was told."""

    @property
    def account(self) -> CalendarAccount:
        return self.sandbox.calendar(ANN)

    @property
    def agenda(self) -> Agenda:
        """Ann's primary calendar."""
        return self.account.primary

    def source(self) -> GoogleCalendar:
        login = self.login or self.sandbox.login(ANN, self.scopes)
        account = Account(address=ANN, login=Secret("a file", lambda: login))
        config = GoogleCalendar.Config(account=ANN, calendars=self.calendars, api_base=self.sandbox.url)
        return GoogleCalendar(config, account=account, caller=self.caller)

    def pages(self) -> Generator[Page, None, None]:
        """Each page is kept when it is told, as the core does."""
        for page in self.source().pull(self.cursor, self.store):
            self.store.keep(page)
            self.cursor = page.cursor
            yield page

    def pull(self) -> list[Page]:
        """All pages of a pull, which goes on where the last one ended; the counts start anew before it."""
        self.sandbox.meter.reset()
        self.store.told.clear()
        return list(self.pages())

    def night(self, after: timedelta = DAY) -> list[Page]:
        """So much later."""
        self.store.now += after
        return self.pull()

    def fresh(self) -> Store:
        """What a first pull tells now, at the horizon of the last full list."""
        other = CalendarWorld(self.sandbox, calendars=self.calendars)
        other.store = replace(self.store, records={}, told=[])
        other.pull()
        return other.store

    @property
    def calls(self) -> list[Call]:
        return [call for call in self.sandbox.meter.log if call.service == "google-calendar"]

    @property
    def paths(self) -> list[str]:
        """What was asked, behind the version."""
        return [call.path.removeprefix("/calendar/v3/") for call in self.calls]
