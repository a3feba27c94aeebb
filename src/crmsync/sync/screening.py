"""What must not be known is dropped before it is stored: never-log people leave only a keyed hash."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crmsync.config.settings import Config
from crmsync.connector import (
    Change,
    Contact,
    ContactKeeping,
    CreateContact,
    Cursor,
    Destination,
    EmailAddress,
    Interaction,
    Ledger,
    Outcome,
    Participant,
    Profile,
    ProfilePage,
    Record,
    TaskText,
    TaskTexts,
    takes_mail,
)
from crmsync.identity.addresses import is_room, matches
from crmsync.identity.directory import HIDDEN
from crmsync.identity.naming import addresses_in
from crmsync.store import forgotten
from crmsync.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """`kept` may be stored; of `dropped` nothing but the ids."""

    kept: tuple[Record, ...]
    dropped: tuple[str, ...]


def screen(
    records: Iterable[Record],
    never_log: Collection[str],
    own: Collection[EmailAddress],
    hide: Callable[[EmailAddress], EmailAddress],
) -> Screened:
    """A never-log person among others is hidden, for the others' sake: they still count as somebody.

    Of a record whose id names one, as those of their own calendar do, nothing at all may be kept.
    """
    kept: list[Record] = []
    dropped: list[str] = []
    for record in records:
        if _names(record.id, never_log, own):
            continue
        screened = _screen(record, never_log, own, hide)
        if screened is None:
            dropped.append(record.id)
        else:
            kept.append(screened)
    return Screened(kept=tuple(kept), dropped=tuple(dropped))


@dataclass(frozen=True, slots=True, kw_only=True)
class Discreet:
    """A destination that does not tell the addresses of private people, unless it was asked about them by name.

    Asked are those that the store knows from earlier: what was written about them is still to be emptied. It never
    hears what only stands for an address (`takes_mail`): nobody is there by it.
    """

    destination: Destination
    never_log: Collection[str]

    def changes(self, cursor: Cursor | None, ledger: Ledger) -> Iterator[ProfilePage]:
        for page in self.destination.changes(cursor, ledger):
            yield replace(page, profiles=list(self._screened(page.profiles, asked=())))

    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        real = list(filter(takes_mail, emails))
        return self._screened(self.destination.read(real), asked=real) if real else iter(())

    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        return self.destination.apply(changes)

    def texts(self, tasks: Collection[str]) -> Mapping[str, TaskText]:
        """Of a destination that can't tell none is known."""
        return self.destination.texts(tasks) if isinstance(self.destination, TaskTexts) else {}

    def removed(self, emails: Collection[EmailAddress]) -> Collection[EmailAddress]:
        real = list(filter(takes_mail, emails))
        return self.destination.removed(real) if real and isinstance(self.destination, ContactKeeping) else ()

    def touched(self, made: Mapping[str, CreateContact]) -> Collection[str]:
        """Where it can't be told, all are."""
        return self.destination.touched(made) if isinstance(self.destination, ContactKeeping) else set(made)

    def _screened(self, profiles: Iterable[Profile], *, asked: Collection[EmailAddress]) -> Iterator[Profile]:
        """A profile that has nothing but such addresses is nobody's."""
        for profile in profiles:
            addresses = tuple(a for a in profile.addresses if a in asked or not matches(a, self.never_log))
            if addresses or not profile.addresses:
                yield replace(profile, addresses=addresses)


def discreet(destination: Destination, store: Store, config: Config) -> Discreet:
    """The destination as it may be listened to: it tells neither of never-log people nor of the forgotten."""
    with store.read() as tx:
        return Discreet(destination=destination, never_log=forgotten.private(tx, config.policy.never_log))


def _names(id: str, never_log: Collection[str], own: Collection[EmailAddress]) -> bool:
    return any(address not in own and matches(address, never_log) for address in addresses_in(id))


def _screen(
    record: Record,
    never_log: Collection[str],
    own: Collection[EmailAddress],
    hide: Callable[[EmailAddress], EmailAddress],
) -> Record | None:
    match record:
        case Contact(own=True):
            return record
        case Contact():
            addresses = tuple(a for a in record.addresses if not matches(a, never_log))
            return replace(record, addresses=addresses) if addresses else None
        case Interaction():
            hidden = tuple(
                each if each.address in own else _hidden(each, never_log, hide) for each in record.participants
            )
            if hidden == record.participants:
                return record
            others = [each for each in hidden if each.address not in own and not is_room(each.address)]
            if all(each.address.startswith(HIDDEN) for each in others):
                return None
            return replace(record, participants=hidden, subject=None)
        case _:
            return record


def _hidden(
    participant: Participant, never_log: Collection[str], hide: Callable[[EmailAddress], EmailAddress]
) -> Participant:
    if not matches(participant.address, never_log):
        return participant
    return replace(participant, address=hide(participant.address), name="")
