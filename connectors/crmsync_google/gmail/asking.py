"""Those who matter most, asked for one by one: when did self last write to them, and they to self?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from crmsync.connector import EmailAddress
from crmsync_google.gmail.ids import Key, key
from crmsync_google.gmail.labels import SENT
from crmsync_google.gmail.listing import Listing
from crmsync_google.gmail.mailbox import Mailbox, Query

AT_ONCE = 25
"""People who are asked for before their mail is fetched."""

_PLAIN = re.compile(r"[\w.+'&=/-]+@[\w.-]+")
"""Addresses that are one word to a search. Others are not asked for: their mail comes with all other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`mark`: their place in the order in which all are asked for. It stands in a cursor, where an address must not."""

    mark: str
    address: EmailAddress


def in_order(addresses: Iterable[EmailAddress], after: str = "") -> list[Person]:
    """All whose mark is beyond `after`. Gmail expands no alias: each address is somebody."""
    plain = (address for address in addresses if _PLAIN.fullmatch(address))
    people = (Person(mark=sha256(address.encode()).hexdigest()[:8], address=address) for address in plain)
    return sorted((person for person in people if person.mark > after), key=lambda person: person.mark)


def received(person: Person) -> Query:
    """What came from them."""
    return Query(q=f"from:{person.address}")


def sent(person: Person) -> Query:
    """What self sent to them."""
    return Query(q=f"to:{person.address}", labels=(SENT,))


def newest_threads(mailbox: Mailbox, listing: Listing, queries: Sequence[Query]) -> frozenset[Key]:
    """The thread of the newest message worth knowing that each of `queries` finds, where it is listed.

    The thread, and not only the message: it is fetched as the plan would fetch it later, so that nothing is paid twice,
    and it tells whether it was an exchange.
    """
    found = mailbox.wire.workers.each(mailbox.newest_with, queries)
    places = listing.worth(frozenset(key(id) for ids in found for id, _ in ids))
    newest = (next((places[key(id)] for id, _ in ids if key(id) in places), None) for ids in found)
    return frozenset(listing.threads.key(place) for place in newest if place is not None)


def portions(people: Sequence[Person]) -> Iterator[Sequence[Person]]:
    return (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE))
