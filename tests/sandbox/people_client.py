"""What the tests of the People stand-in share: a bare client of an address book whose time a test lets pass."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from gmail_client import OWNER, Reply, Wire, log_in

from crmsync_sandbox.life import Card
from crmsync_sandbox.people.address_book import AddressBook
from crmsync_sandbox.server import Sandbox

CONTACTS = "/v1/people/me/connections"
OTHERS = "/v1/otherContacts"
GROUPS = "/v1/contactGroups"
FIELDS = "names,emailAddresses,memberships,metadata"
BOTH = ("contacts.readonly", "contacts.other.readonly")


@dataclass(slots=True, kw_only=True)
class Client:
    """Speaks to the sandbox about the owner's address book."""

    sandbox: Sandbox
    wire: Wire
    now: datetime = datetime(2026, 1, 5, 3, tzinfo=UTC)
    """What the address book takes for the present moment; logins live by the real one."""

    @property
    def book(self) -> AddressBook:
        return self.sandbox.address_book(OWNER)

    def later(self, **days: float) -> None:
        self.now += timedelta(**days)

    def enter(self, id: str, *emails: str, name: str = "", groups: Sequence[str] = (), other: bool = False) -> None:
        self.book.add(Card(id=id, name=name, emails=emails, groups=tuple(groups), other=other))

    def ask(self, path: str, **parameters: object) -> Reply:
        return self.wire.ask("GET", f"{path}?{urlencode(parameters, doseq=True)}")

    def contacts(self, **parameters: object) -> Reply:
        """A request for contacts as a client that syncs sends it, but for these parameters."""
        return self.ask(CONTACTS, **{"personFields": FIELDS, "requestSyncToken": "true", **parameters})

    def sync_token(self) -> str:
        token: str = self.contacts().body["nextSyncToken"]
        return token

    def names(self, reply: Reply, key: str = "connections") -> list[str]:
        """The resource names in an answer."""
        return [person["resourceName"] for person in reply.body.get(key, ())]


def reason(reply: Reply) -> str:
    """Google's word for why, in the newer form."""
    found: Any = reply.body["error"]["details"][0]["reason"]
    return str(found)


@contextmanager
def client(*scopes: str) -> Iterator[Client]:
    """A sandbox of its own. Its limits' minute is 0.6 s."""
    with Sandbox(window_scale=0.01) as sandbox, log_in(sandbox, OWNER, *scopes) as wire:
        made = Client(sandbox=sandbox, wire=wire)
        made.book.now = lambda: made.now
        yield made
