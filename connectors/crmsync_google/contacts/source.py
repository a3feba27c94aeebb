"""The plugin: settings in, pages out. Google's libraries are loaded by the first pull, not by the import."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from crmsync.connector import Account, Cursor, Page, View
from crmsync.retry import Caller
from crmsync_google.contacts.cursor import read
from crmsync_google.endpoint import require_safe

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
        from crmsync_google.contacts.address_book import opened
        from crmsync_google.contacts.pulling import CONTACTS, OTHERS, pulled

        place = read(cursor)
        shelves = [CONTACTS, OTHERS] if self._config.other_contacts else [CONTACTS]
        with opened(self._config.api_base, self._account, self._caller, self.scopes()) as book:
            yield from pulled(book, shelves, view.now, place)
