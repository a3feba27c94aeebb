"""Ann's address book as the recorded conversations of the contacts source have it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from ann_at_gmail import ANN, BOB, NOWHERE, ZOE, Known, login_of
from crm_at_hubspot import NOW
from tape import Studio

from crmsync.connector import Account, Cursor, Secret
from crmsync.retry import Caller
from crmsync_google.contacts import GoogleContacts
from crmsync_google.contacts.cursor import Mark, Place, write
from crmsync_sandbox.faults import Kind
from crmsync_sandbox.life import Card
from crmsync_sandbox.people.address_book import AddressBook
from crmsync_sandbox.server import Sandbox

YESTERDAY = NOW - timedelta(days=1)
VIEW = Known(now=NOW)
FORM = "26571bcb"
"""What the stand-in makes of the fields that we ask for, in the tokens for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnAtPeople:
    """One conversation with the People API about Ann's address book."""

    studio: Studio
    sandbox: Sandbox | None
    """None while the conversation is played."""
    scopes: tuple[str, ...] = ("contacts.readonly", "contacts.other.readonly")
    other_contacts: bool = False

    def prepare(self, happen: Callable[[AddressBook], object]) -> None:
        """Let this happen in the address book before the conversation begins."""
        if self.sandbox:
            happen(self.sandbox.address_book(ANN))

    def trouble(self, kind: Kind) -> None:
        """Let the first request meet trouble."""
        if self.sandbox:
            self.sandbox.faults.add(kind, service="google-contacts")

    @contextmanager
    def on_air(self) -> Iterator[GoogleContacts]:
        """The source whose requests within are the whole conversation."""
        login = json.dumps(login_of(self.sandbox, *self.scopes))
        api_base = self.sandbox.url if self.sandbox else NOWHERE
        config = GoogleContacts.Config(account=ANN, api_base=api_base, other_contacts=self.other_contacts)
        account = Account(address=ANN, login=Secret("a file", lambda: login))
        with self.studio.on_air():
            yield GoogleContacts(config, account=account, caller=Caller(wait_scale=0.01))


def some_people(book: AddressBook) -> None:
    """One with all that is read, one with a group of Google's own, one with a phone only, one that Google made."""
    book.add(Card(id="c1", name="Bob Stone", emails=("b@home.test", BOB), primary=1, groups=("Investors", "starred")))
    book.add(Card(id="c2", name="Zoë", emails=(ZOE,), groups=("family",)))
    book.add(Card(id="c3", name="A Phone"))
    book.add(Card(id="o1", emails=("shop@example.net",), other=True))


def known(place: int = 6) -> Cursor:
    """The cursor of somebody who was told everything yesterday, up to this happening."""
    token = f"sync.{place}.{int(YESTERDAY.timestamp())}.{FORM}"
    return write(Place(marks={"people/": Mark(token=token, full=YESTERDAY)}))
