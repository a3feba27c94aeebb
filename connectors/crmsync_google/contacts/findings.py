"""What `check` finds about an address book: that it can be read. The service does not say whose it is."""

from collections.abc import Iterator

from crmsync.connector import Finding, Weight
from crmsync_google.contacts.address_book import AddressBook
from crmsync_google.findings import proxy


def findings(book: AddressBook, *, other_contacts: bool) -> Iterator[Finding]:
    """One request, and one for the other contacts where they are asked for."""
    yield Finding(weight=Weight.GOOD, what=f"It holds {book.size()} contacts.")
    if other_contacts:
        yield Finding(weight=Weight.GOOD, what=f"Beside them Google made {book.size_of_others()} out of mail.")
    yield from proxy()
