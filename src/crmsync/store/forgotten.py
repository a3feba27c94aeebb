"""Who was forgotten: of each address a keyed hash, by which it is known again and kept out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, insert, select

from crmsync.connector import EmailAddress
from crmsync.store import people
from crmsync.store.tables import forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Private(Collection[str]):
    """Patterns of people who are nobody's business, and the forgotten, of whom no address can be told any more.

    It can be asked for the latter, not listed.
    """

    patterns: Collection[str]
    hidden: Collection[str]
    key: bytes

    def __contains__(self, found: object) -> bool:
        return found in self.patterns or (isinstance(found, str) and _hidden(found, self.key) in self.hidden)

    def __iter__(self) -> Iterator[str]:
        return iter(self.patterns)

    def __len__(self) -> int:
        return len(self.patterns)


@cache
def _hidden(address: str, key: bytes) -> str:
    """An address is met once for each mail with it."""
    return people.hide(EmailAddress(address), key)


def private(tx: Connection, patterns: Collection[str]) -> Collection[str]:
    """Whom nothing may be known of: those that `patterns` speak of, and the forgotten."""
    hidden = frozenset(tx.execute(select(forgotten.c.hidden)).scalars())
    return Private(patterns=patterns, hidden=hidden, key=people.hiding_key(tx)) if hidden else patterns


def remember(tx: Connection, addresses: Collection[EmailAddress], at: datetime) -> None:
    """Keep the addresses out from now on."""
    key = people.hiding_key(tx)
    tx.execute(insert(forgotten), [{"hidden": people.hide(address, key), "at": at} for address in sorted(addresses)])


def since(tx: Connection, address: EmailAddress) -> datetime | None:
    """When the address was forgotten, or None where it was not."""
    if tx.execute(select(forgotten.c.hidden).limit(1)).first() is None:
        return None
    hidden = people.hide(address, people.hiding_key(tx))
    found: datetime | None = tx.execute(select(forgotten.c.at).where(forgotten.c.hidden == hidden)).scalar()
    return found
