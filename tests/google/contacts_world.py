"""What the tests of the address book share: Ann's contacts at a stand-in, a store in memory, and pulls into it."""

import json
from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crmsync.connector import Account, Contact, Cursor, Deleted, EmailAddress, Filing, Page, Secret
from crmsync.retry import Caller
from crmsync_google.contacts import GoogleContacts
from crmsync_sandbox.life import Card
from crmsync_sandbox.meter import Call
from crmsync_sandbox.people.address_book import AddressBook
from crmsync_sandbox.server import Sandbox

ANN = EmailAddress("ann@example.com")
MONDAY = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PLENTY = 1_000_000
MINE = ("contacts.readonly",)
BOTH = ("contacts.readonly", "contacts.other.readonly")


@dataclass(slots=True)
class Clock:
    """What the service and the source take for the present moment."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Store:
    """The view of a source, and what it told, as the core keeps it."""

    clock: Clock
    since: datetime | None = None
    subjects: bool = False
    own: Collection[EmailAddress] = ()
    contacts: dict[str, Contact] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.clock.now

    def known(self, ids: Collection[str]) -> Collection[str]:
        return [id for id in ids if id in self.contacts]

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        return {}

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return []

    def wanted(self) -> Collection[EmailAddress]:
        return []

    def keep(self, page: Page) -> None:
        for record in page.records:
            assert isinstance(record, Contact | Deleted)
            self.contacts.pop(record.id, None)
            if isinstance(record, Contact):
                self.contacts[record.id] = record
        if page.snapshot:
            prefix, ids = page.snapshot.prefix, page.snapshot.ids
            gone = [id for id in self.contacts if id.startswith(prefix) and id not in ids]
            for id in gone:
                del self.contacts[id]


@dataclass(slots=True)
class ContactsWorld:
    """Ann's address book and what our source makes of it."""

    sandbox: Sandbox
    clock: Clock
    store: Store
    caller: Caller = field(default_factory=lambda: Caller(wait_scale=0.01))
    other_contacts: bool = False
    granted: Sequence[str] = BOTH
    login: str | None = None
    cursor: Cursor | None = None
    """That of the last page that was told."""

    @property
    def book(self) -> AddressBook:
        return self.sandbox.address_book(ANN)

    def enter(self, id: str, *emails: str, name: str = "", groups: Sequence[str] = (), other: bool = False) -> None:
        self.book.add(Card(id=id, name=name, emails=emails, groups=tuple(groups), other=other))

    def log_in(self) -> str:
        """A login whose token does not expire by itself: the library looks at a clock that is not ours."""
        login: dict[str, object] = json.loads(self.sandbox.login(ANN, self.granted))
        return json.dumps({name: value for name, value in login.items() if name != "expiry"})

    def source(self) -> GoogleContacts:
        login = self.login or self.log_in()
        account = Account(address=ANN, login=Secret("a file", lambda: login))
        config = GoogleContacts.Config(account=ANN, api_base=self.sandbox.url, other_contacts=self.other_contacts)
        return GoogleContacts(config, account=account, caller=self.caller)

    def pages(self) -> Generator[Page, None, None]:
        """From where the last pull ended; each page is kept when it is told, as the core does."""
        for page in self.source().pull(self.cursor, self.store):
            self.store.keep(page)
            self.cursor = page.cursor
            yield page

    def pull(self) -> Sequence[Page]:
        """All pages of a pull; the counts start anew before it."""
        self.sandbox.meter.reset()
        return list(self.pages())

    def night(self, days: float = 1) -> Sequence[Page]:
        """A pull so many days later."""
        self.clock.now += days * DAY
        return self.pull()

    @property
    def calls(self) -> list[Call]:
        """What was asked since the pull began."""
        return [call for call in self.sandbox.meter.log if call.service == "google-contacts"]

    @property
    def asked(self) -> list[str]:
        """The last words of the paths that were asked for."""
        return [call.path.rpartition("/")[2] for call in self.calls]

    def told(self, id: str) -> Contact:
        return self.store.contacts[f"people/{id}"]
