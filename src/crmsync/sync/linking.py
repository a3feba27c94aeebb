"""`link` and `unlink`: the user's word on who is who. It is stored, beats every other, and sends no request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import EmailAddress
from crmsync.identity.people import Link, PersonId, overruled
from crmsync.store import links
from crmsync.store.store import Store, locked
from crmsync.sync.identities import Identities, who_is_who
from crmsync.sync.looking import NotFound, instead, required
from crmsync.sync.told import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A person as they are put together now, and by whose word."""

    addresses: tuple[EmailAddress, ...]
    name: str
    identity: Sequence[Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What follows from the user's word on two addresses."""

    people: Sequence[Somebody]
    """Whom the two addresses belong to now: one person, or two."""
    left_out: Sequence[Link]
    """What others say of these people and does not hold any more."""


def say(config: Config, one: str, other: str, *, apart: bool, now: datetime) -> Outcome:
    """Write down that the two are one person, or, `apart`, that they are two; the last word on two addresses stands.

    Raises `NotFound` where one of them is nobody's that is known, `LockHeld`, `NoStore`, `StoreError`.
    """
    pair = required(one), required(other)
    if pair[0] == pair[1]:
        raise NotFound(f"{pair[0]} was given twice. Name two addresses.")
    with locked(config.store.url, "unlink" if apart else "link"):
        store = Store(config.store.url)
        try:
            with store.write() as tx:
                return _say(tx, config, pair, apart=apart, now=now)
        finally:
            store.close()


def _say(
    tx: Connection, config: Config, pair: tuple[EmailAddress, EmailAddress], *, apart: bool, now: datetime
) -> Outcome:
    before = who_is_who(config, read(tx, config))
    for address in pair:
        if before.directory.person(address) is None:
            raise NotFound(f"{address}: {instead(tx, before.directory, address)}")
    links.say(tx, *pair, apart=apart, at=now)
    after = who_is_who(config, read(tx, config))
    people = dict.fromkeys(after.directory.people[address] for address in pair)
    return Outcome(people=[_somebody(after, person) for person in people], left_out=_left_out(after, people))


def _somebody(identities: Identities, person: PersonId) -> Somebody:
    mine = identities.addresses()[person]
    return Somebody(addresses=mine, name=identities.name(mine), identity=identities.spoken_for(person))


def _left_out(identities: Identities, people: dict[PersonId, None]) -> list[Link]:
    known = identities.directory.people
    return [
        link
        for link in overruled(identities.links, known)
        if any(known.get(address) in people for address in link.addresses)
    ]
