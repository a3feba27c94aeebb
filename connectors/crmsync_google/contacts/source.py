"""The plugin: settings in, pages out. Google's libraries are loaded by the first pull, not by the import."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmsync.connector import Account, Consent, Cursor, EmailAddress, Finding, Granted, Page, View
from crmsync.retry import Caller
from crmsync_google.contacts.cursor import read
from crmsync_google.endpoint import require_safe

if TYPE_CHECKING:
    from crmsync_google.contacts.address_book import AddressBook

_SCOPES = "https://www.googleapis.com/auth/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsSettings:
    """The table of an address book in the configuration."""

    account: str
    """Whose address book; the login stands under `[accounts]`."""
    other_contacts: bool = False
    """Those too that Google made out of mail: names and addresses for the people that mail and calendar name."""
    api_base: str = "https://people.googleapis.com"
    """The host alone: https, or http on loopback."""

    def __post_init__(self) -> None:
        require_safe(self.api_base)


class GoogleContacts:
    """Reads the names, addresses and groups of an address book: all of it once a week, what changed on other nights."""

    Config = ContactsSettings

    def __init__(self, config: ContactsSettings, account: Account, caller: Caller) -> None:
        self._config, self._account, self._caller = config, account, caller

    def scopes(self) -> Collection[str]:
        """What the account must allow."""
        others = ("contacts.other.readonly",) if self._config.other_contacts else ()
        return tuple(_SCOPES + scope for scope in ("contacts.readonly", *others))

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        """As `crmsync.connector.Source.pull`. A quiet night costs one request for each list."""
        from crmsync_google.contacts.pulling import CONTACTS, OTHERS, pulled

        place = read(cursor)
        shelves = [CONTACTS, OTHERS] if self._config.other_contacts else [CONTACTS]
        with self._opened() as book:
            yield from pulled(book, shelves, view.now, place)

    def log_in(self, scopes: Collection[str], consent: Consent) -> Granted:
        from crmsync_google.consent import log_in

        return log_in(self._account, scopes, consent, self._caller)

    def owner(self) -> EmailAddress | None:
        """The People API tells that only to who may read the owner's own profile."""
        return None

    def findings(self) -> Iterator[Finding]:
        from crmsync_google.contacts.findings import findings

        with self._opened() as book:
            yield from findings(book, other_contacts=self._config.other_contacts)

    def _opened(self) -> "AbstractContextManager[AddressBook]":
        from crmsync_google.contacts.address_book import opened

        return opened(self._config.api_base, self._account, self._caller, self.scopes())
