"""What must not be known is dropped before it is stored: never-log people leave only a keyed hash."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from crmsync.connector import Contact, EmailAddress, Interaction, Participant, Record
from crmsync.identity.addresses import matches
from crmsync.identity.directory import HIDDEN


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
    """A never-log person among others is hidden, for the others' sake: they still count as somebody."""
    kept: list[Record] = []
    dropped: list[str] = []
    for record in records:
        screened = _screen(record, never_log, own, hide)
        if screened is None:
            dropped.append(record.id)
        else:
            kept.append(screened)
    return Screened(kept=tuple(kept), dropped=tuple(dropped))


def _screen(
    record: Record,
    never_log: Collection[str],
    own: Collection[EmailAddress],
    hide: Callable[[EmailAddress], EmailAddress],
) -> Record | None:
    match record:
        case Contact():
            addresses = tuple(a for a in record.addresses if not matches(a, never_log))
            return replace(record, addresses=addresses) if addresses else None
        case Interaction():
            hidden = tuple(_hidden(each, never_log, hide) for each in record.participants)
            if hidden == record.participants:
                return record
            others = [each for each in hidden if each.address not in own]
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
