"""`snooze`, `done`, `mute`: what the user decides on a person. It is stored, holds at once, and sends no request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import EmailAddress
from crmsync.identity.people import PersonId
from crmsync.relationships.decided import Decided
from crmsync.store import decisions
from crmsync.store.decisions import Decision, Kind
from crmsync.store.store import Store, locked
from crmsync.sync.decided import decided
from crmsync.sync.identities import Identities, who_is_who
from crmsync.sync.looking import NotFound, instead, required
from crmsync.sync.told import Told, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the user says of a person: `kind`, or that it holds no more, `off`. A snooze says until when."""

    kind: Kind
    at: datetime
    until: date | None = None
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What is decided on a person now."""

    addresses: tuple[EmailAddress, ...]
    name: str
    decided: Decided
    muted_there: bool
    """Muted at a destination, too: that is taken back there only."""


def decide(config: Config, email: str, word: Word) -> Ruling:
    """Write the word down; the last one of its kind stands. Raises `NotFound`, `LockHeld`, `NoStore`, `StoreError`."""
    address = required(email)
    with _writing(config, word.kind) as tx:
        told = read(tx, config)
        identities = who_is_who(config, told)
        person = identities.directory.person(address)
        if person is None:
            raise NotFound(f"{address}: {instead(tx, identities.directory, address)}")
        mine = identities.addresses()[person]
        _write(tx, address, mine, _standing(told, identities, person, word), word, config)
        return _ruling(read(tx, config), identities, person, word)


@contextmanager
def _writing(config: Config, kind: Kind) -> Iterator[Connection]:
    with locked(config.store.url, kind):
        store = Store(config.store.url)
        try:
            with store.write() as tx:
                yield tx
        finally:
            store.close()


def _write(
    tx: Connection, address: EmailAddress, mine: tuple[EmailAddress, ...], before: Decided, word: Word, config: Config
) -> None:
    """A snooze that goes on began when it began, and one that is taken back ends today: what was withdrawn by it is no
    task that ended.
    """
    snooze, today = before.snooze, word.at.astimezone(config.me.timezone).date()
    running = snooze if snooze and word.kind is Kind.SNOOZE and before.asleep(today) else None
    decisions.take_back(tx, mine, word.kind)
    if not word.off or running:
        at, until = running.at if running else word.at, today if word.off else word.until
        decisions.decide(tx, Decision(address=address, kind=word.kind, at=at, until=until))


def _standing(told: Told, identities: Identities, person: PersonId, word: Word) -> Decided:
    return decided(told.decisions, identities.directory, word.at).get(person, Decided())


def _ruling(told: Told, identities: Identities, person: PersonId, word: Word) -> Ruling:
    mine = identities.addresses()[person]
    profiles = (each.profile for some in told.profiles.values() for each in some if each.profile.settings.muted)
    return Ruling(
        addresses=mine,
        name=identities.name(mine),
        decided=_standing(told, identities, person, word),
        muted_there=any(set(mine) & set(profile.addresses) for profile in profiles),
    )
