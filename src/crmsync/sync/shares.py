"""A person's share in the facts: what is theirs alone, and what stays for others' sake, without them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from crmsync.connector import Contact, EmailAddress, Interaction, Record
from crmsync.identity.naming import Naming
from crmsync.store import facts
from crmsync.sync.screening import screen
from crmsync.sync.told import Told

Hide = Callable[[EmailAddress], EmailAddress]
"""What is kept instead of an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """By source. `kept`: records as they may stay; `alone`, `naming`: ids of those that may not.

    The ids of the latter name the person, and may not stay either.
    """

    kept: Mapping[str, Sequence[Record]]
    alone: Mapping[str, Sequence[str]]
    naming: Mapping[str, Sequence[str]]

    @property
    def count(self) -> int:
        """How many records there are of them."""
        return sum(len(ids) for part in (self.kept, self.alone, self.naming) for ids in part.values())


def share_of(told: Told, addresses: Collection[EmailAddress], own: Collection[EmailAddress], hide: Hide) -> Share:
    naming = Naming(addresses=addresses)
    theirs: dict[str, list[Contact | Interaction]] = {}
    for source, record in _records(told):
        if any(map(naming.found_in, _texts(record))):
            theirs.setdefault(source, []).append(record)
    screened = {source: screen(some, addresses, own, hide) for source, some in theirs.items()}
    return Share(
        kept={source: [_unnamed(r, naming, hide) for r in each.kept] for source, each in screened.items()},
        alone={source: each.dropped for source, each in screened.items()},
        naming={source: [r.id for r in some if naming.found_in(r.id)] for source, some in theirs.items()},
    )


def erase(tx: Connection, share: Share) -> None:
    """Leave of it what may stay. Of what was theirs alone the ids stay, so that it is not fetched again."""
    for source in share.kept:
        facts.forget(tx, source, share.naming[source])
        facts.leave_out(tx, source, share.alone[source], "forgotten")
        facts.add(tx, source, share.kept[source])


def _records(told: Told) -> Iterator[tuple[str, Contact | Interaction]]:
    yield from ((source, contact) for source, contact in told.contacts if not contact.own)
    yield from ((each.source, each.interaction) for each in told.recorded)


def _texts(record: Contact | Interaction) -> Iterator[str]:
    """Wherever an address may stand in a record."""
    yield record.id
    match record:
        case Contact():
            yield from (record.name, *record.addresses, *record.groups)
        case Interaction():
            yield from (each for one in record.participants for each in (one.address, one.name))
            yield from filter(None, (record.thread, record.key, record.list_id, record.subject))
            yield from record.labels


def _unnamed(record: Record, naming: Naming, hide: Hide) -> Record:
    """Without the addresses in names and keys; a key becomes another that is the same for the same."""

    def key(text: str | None) -> str | None:
        return hide(EmailAddress(text)) if text and naming.found_in(text) else text

    match record:
        case Contact():
            return replace(record, name=_clean(record.name, naming), groups=_clean_set(record.groups, naming))
        case Interaction():
            return replace(
                record,
                participants=tuple(replace(one, name=_clean(one.name, naming)) for one in record.participants),
                thread=key(record.thread),
                key=key(record.key),
                list_id=key(record.list_id),
                labels=_clean_set(record.labels, naming),
                subject=_clean(record.subject, naming) if record.subject else None,
            )
        case _:
            return record


def _clean(text: str, naming: Naming) -> str:
    return "" if naming.found_in(text) else text


def _clean_set(texts: frozenset[str], naming: Naming) -> frozenset[str]:
    return frozenset(text for text in texts if not naming.found_in(text))
