"""From addresses to people: what is known to belong together becomes one person with a stable id."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NewType

from crmsync.connector import EmailAddress

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
    """Each address's person. An id once given stays; where two people turn out to be one, the smaller id stays."""
    components = _Components()
    for address in addresses:
        components.join((address,))
    for link in links:
        components.join(link.addresses)
    return {
        address: person for members in components.all() for person in [_id_of(members, known)] for address in members
    }


def _id_of(members: list[EmailAddress], known: Mapping[EmailAddress, PersonId]) -> PersonId:
    ids = {known[address] for address in members if address in known}
    return min(ids) if ids else new_id(members)


class _Components:
    """Sets that grow together (union-find with path halving)."""

    def __init__(self) -> None:
        self._parent: dict[EmailAddress, EmailAddress] = {}

    def join(self, addresses: tuple[EmailAddress, ...]) -> None:
        roots = [self._root(address) for address in addresses]
        for root in roots[1:]:
            self._parent[self._root(root)] = self._root(roots[0])

    def all(self) -> list[list[EmailAddress]]:
        members: dict[EmailAddress, list[EmailAddress]] = defaultdict(list)
        for address in self._parent:
            members[self._root(address)].append(address)
        return list(members.values())

    def _root(self, address: EmailAddress) -> EmailAddress:
        parent = self._parent
        parent.setdefault(address, address)
        while parent[address] != address:
            parent[address] = parent[parent[address]]
            address = parent[address]
        return address
