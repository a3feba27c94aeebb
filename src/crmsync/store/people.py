"""Whose address it is, and the key that hides those who must not be known."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, insert, select

from crmsync.connector import EmailAddress
from crmsync.identity.directory import HIDDEN
from crmsync.identity.people import PersonId
from crmsync.store.portions import listed
from crmsync.store.tables import meta, people

HIDING_KEY = "hiding key"
DIGEST = "people"
"""Rows of the table `meta`."""


def load(tx: Connection) -> dict[EmailAddress, PersonId]:
    lists = (func.json_group_array(each) for each in (people.c.address, people.c.person))
    addresses, persons = map(json.loads, tx.execute(select(*lists)).one())
    return dict(zip(addresses, persons, strict=True))


def digest(people: Mapping[EmailAddress, PersonId]) -> str:
    """Of who everybody is."""
    addresses = sorted(people)
    texts = (*addresses, *map(people.__getitem__, addresses))
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def load_digest(tx: Connection) -> str | None:
    """That of what was saved last, at no more than a look."""
    return tx.execute(select(meta.c.value).where(meta.c.name == DIGEST)).scalar()


def save(
    tx: Connection, resolved: Mapping[EmailAddress, PersonId], known: Mapping[EmailAddress, PersonId] | None = None
) -> None:
    """Addresses that are no longer in any fact go. `known`: who everybody was, as was loaded in this transaction."""
    tx.execute(delete(meta).where(meta.c.name == DIGEST))
    tx.execute(insert(meta).values(name=DIGEST, value=digest(resolved)))
    before = load(tx) if known is None else known
    gone = [address for address, _ in before.items() - resolved.items()]
    tx.execute(delete(people).where(people.c.address.in_(select(listed(gone)))))
    if news := sorted(resolved.items() - before.items()):
        tx.execute(insert(people), [{"address": address, "person": person} for address, person in news])


def hiding_key(tx: Connection) -> bytes:
    """The store's own secret, made on first use. Without it the hashes of never-log people say nothing."""
    found = tx.execute(select(meta.c.value).where(meta.c.name == HIDING_KEY)).scalar()
    if found is None:
        found = secrets.token_hex(32)
        tx.execute(insert(meta).values(name=HIDING_KEY, value=found))
    return bytes.fromhex(found)


def hide(address: EmailAddress, key: bytes) -> EmailAddress:
    """What is kept instead of the address: always the same, and not to be turned back without the key."""
    return EmailAddress(HIDDEN + hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:24])
