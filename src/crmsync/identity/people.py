"""From addresses to people: what is known to belong together becomes one person with a stable id."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import NewType

from crmsync.connector import EmailAddress
from crmsync.identity.components import Components

PersonId = NewType("PersonId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somebody's word that these addresses are one person: a source's contact, a destination's profile, the user."""

    addresses: tuple[EmailAddress, ...]
    by: str


def new_id(addresses: Iterable[EmailAddress]) -> PersonId:
    """The same addresses always give the same id, so a store that was lost finds its tasks again."""
    return PersonId(hashlib.sha256(min(addresses).encode()).hexdigest()[:16])


def resolve(
    addresses: Iterable[EmailAddress], links: Iterable[Link], known: Mapping[EmailAddress, PersonId]
) -> dict[EmailAddress, PersonId]:
    """Each address's person. An id once given stays; where two people turn out to be one, the smaller id stays.

    Where one person turns out to be two, because the word that joined them was taken back, the one whose addresses
    made the id keeps it and the other gets another.
    """
    components: Components[EmailAddress] = Components()
    for address in addresses:
        components.join((address,))
    for link in links:
        components.join(link.addresses)
    groups = sorted(components.all(), key=lambda group: (known.keys().isdisjoint(group), min(group)))
    makers = {known[a]: group for group in groups for a in group if a in known and known[a] == new_id([a])}
    people: dict[EmailAddress, PersonId] = {}
    taken: set[PersonId] = set()
    for group in groups:
        own = {known[address] for address in group if address in known}
        kept = sorted(id for id in own if makers.get(id, group) is group)
        id = next(id for id in chain(kept, _new_ids(group)) if id not in taken)
        taken.add(id)
        people.update(dict.fromkeys(group, id))
    return people


def _new_ids(group: Iterable[EmailAddress]) -> Iterator[PersonId]:
    """Ids that these addresses may be given, the best first, without end."""
    ordered = sorted(group)
    yield from (new_id([address]) for address in ordered)
    yield from (new_id([EmailAddress(f"{ordered[0]} {number}")]) for number in count(2))
