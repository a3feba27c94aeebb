"""What the tests of the Gmail source share: a mailbox at a stand-in, a store in memory, and pulls into it."""

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from crmsync.connector import (
    Account,
    Cursor,
    Deleted,
    EmailAddress,
    Filing,
    Interaction,
    Page,
    Record,
    Secret,
    Signal,
    Skipped,
)
from crmsync.retry import Caller
from crmsync_google.gmail import Gmail
from crmsync_sandbox.gmail.mailbox import Mailbox
from crmsync_sandbox.life import Mail
from crmsync_sandbox.meter import Call
from crmsync_sandbox.server import Sandbox

ANN = EmailAddress("ann@example.com")
BOB = "Bob Stone <bob@example.org>"
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BULK = "CATEGORY_UPDATES"
PLENTY = 10_000_000


@dataclass(slots=True)
class Store:
    """The view of a source: what it told is known."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    since: datetime | None = None
    subjects: bool = False
    own: Collection[EmailAddress] = ()
    records: dict[str, Record] = field(default_factory=dict)
    people: set[EmailAddress] = field(default_factory=set)
    """Whose dates matter most."""
    dropped: set[str] = field(default_factory=set)
    """Ids of what is known by its id alone."""
    told: list[str] = field(default_factory=list)
    """Ids of mails in the order in which they were told, repeats included."""

    def known(self, ids: Collection[str]) -> Collection[str]:
        return [id for id in ids if id in self.records or id in self.dropped]

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        found = ((id, self.records.get(id)) for id in ids)
        return {id: _filing(mail) for id, mail in found if isinstance(mail, Interaction)}

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return []

    def wanted(self) -> Collection[EmailAddress]:
        return self.people

    def keep(self, page: Page) -> None:
        for record in page.records:
            self.records[record.id] = record
            if isinstance(record, Deleted):
                del self.records[record.id]
            if isinstance(record, Interaction | Skipped):
                self.told.append(record.id)

    @property
    def mails(self) -> set[str]:
        return {id for id, record in self.records.items() if isinstance(record, Interaction)}


def _filing(mail: Interaction) -> Filing:
    return Filing(labels=mail.labels, category=Signal.CATEGORY in mail.signals, sent=mail.sent)


@dataclass(slots=True)
class World:
    """Ann's mailbox and what our source makes of it."""

    sandbox: Sandbox
    store: Store = field(default_factory=Store)
    caller: Caller = field(default_factory=lambda: Caller(wait_scale=0.01))
    access: Literal["metadata", "readonly"] = "metadata"
    units_per_minute: int = PLENTY
    login: str | None = None
    cursor: Cursor | None = None
    """That of the last page that was told."""
    _minutes: int = 0

    @property
    def mailbox(self) -> Mailbox:
        return self.sandbox.mailbox(ANN)

    def post(
        self, thread: str, *labels: str, sender: str = BOB, to: str = ANN, at: datetime | None = None, **headers: str
    ) -> str:
        """A mail arrives in this thread, a minute after the last one; its id."""
        self._minutes += 1
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return self.mailbox.receive(
            Mail(
                headers=(("From", sender), ("To", to), ("Subject", "CANARY subject"), *named),
                at=at or START + timedelta(minutes=self._minutes),
                thread=thread,
                labels=frozenset(labels or {"INBOX"}),
            )
        )

    def source(self) -> Gmail:
        login = self.login or self.sandbox.login(ANN, [f"gmail.{self.access}"])
        account = Account(
            address=ANN,
            login=Secret("a file", lambda: login),
            access=self.access,
            units_per_minute=self.units_per_minute,
        )
        return Gmail(Gmail.Config(account=ANN, api_base=self.sandbox.url), account=account, caller=self.caller)

    def pages(self, cursor: Cursor | None = None) -> Generator[Page, None, None]:
        """Each page is kept when it is told, as the core does."""
        for page in self.source().pull(cursor, self.store):
            self.store.keep(page)
            self.cursor = page.cursor
            yield page

    def pull(self, cursor: Cursor | None = None) -> Sequence[Page]:
        """All pages of a pull; the counts start anew before it."""
        self.sandbox.meter.reset()
        self.store.told.clear()
        return list(self.pages(cursor))

    @property
    def calls(self) -> list[Call]:
        """What Gmail was asked since the pull began, the parts of batches in the place of the batches."""
        log = [call for call in self.sandbox.meter.log if call.service == "gmail"]
        return [one for call in log for one in (call.parts or (call,))]

    def gets(self, kind: str = "") -> list[str]:
        """Ids of messages and threads that were fetched."""
        paths = [call.path for call in self.calls if f"/{kind}" in call.path]
        return [
            path.rpartition("/")[2] for path in paths if path.rpartition("/")[0].endswith(("/messages", "/threads"))
        ]
