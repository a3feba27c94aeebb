"""From addresses to people: what is known to belong together becomes one person with a stable id."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from itertools import chain, count
from typing import NewType

from crmsync.connector import EmailAddress
from crmsync.identity.joining import Joining, Pair

PersonId = NewType("PersonId", str)


class Word(IntEnum):
    """Whose word it is. The smaller one is heard first, and what contradicts it is left out."""

    USER = 0
    SOURCE = 1
    DESTINATION = 2
    HINT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somebody's word that these addresses are one person.

    `by` names who says so: a source, a destination, "you", a rule; `because` is their reason, in words.
    """

    addresses: tuple[EmailAddress, ...]
    by: str
    because: str = ""
    word: Word = Word.SOURCE
    at: datetime | None = None
    """When the user said it: the later word goes first."""


def new_id(addresses: Iterable[EmailAddress]) -> PersonId:
    """The same addresses always give the same id, so a store that was lost finds its tasks again."""
    return PersonId(hashlib.sha256(min(addresses).encode()).hexdigest()[:16])


def resolve(
    addresses: Iterable[EmailAddress],
    links: Iterable[Link],
    known: Mapping[EmailAddress, PersonId],
    apart: Collection[Pair] = (),
) -> dict[EmailAddress, PersonId]:
    """Each address's person. An id once given stays; where two people turn out to be one, the smaller id stays.

    Where one person turns out to be two, because the word that joined them was taken back, the one whose addresses
    made the id keeps it and the other gets another. `apart`: whom the user parted; no links bring them together,
    directly or by way of others. The order in which links are given does not matter.
    """
    groups = sorted(_groups(addresses, links, apart), key=lambda group: (known.keys().isdisjoint(group), min(group)))
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


def spoken_for(links: Iterable[Link], people: Mapping[EmailAddress, PersonId]) -> dict[PersonId, list[Link]]:
    """By whose word addresses are one person: each link that joins some, with those that it joins."""
    found: dict[PersonId, list[Link]] = defaultdict(list)
    for link in sorted(links, key=_precedence):
        for person, together in _shares(link, people).items():
            if len(together) > 1:
                found[person].append(replace(link, addresses=tuple(together)))
    return dict(found)


def overruled(links: Iterable[Link], people: Mapping[EmailAddress, PersonId]) -> list[Link]:
    """The links that don't hold, because a word that goes before theirs parts some of their addresses."""
    return [link for link in sorted(links, key=_precedence) if len(_shares(link, people)) > 1]


def _groups(
    addresses: Iterable[EmailAddress], links: Iterable[Link], apart: Collection[Pair]
) -> list[list[EmailAddress]]:
    joining = Joining(addresses, apart)
    for link in sorted(links, key=_precedence):
        joining.join(link.addresses)
    return joining.groups()


def _precedence(link: Link) -> tuple[Word, float, list[EmailAddress], str]:
    """The user first, their latest word before their earlier ones."""
    return link.word, -link.at.timestamp() if link.at else 0.0, sorted(link.addresses), link.by


def _shares(link: Link, people: Mapping[EmailAddress, PersonId]) -> dict[PersonId, list[EmailAddress]]:
    """The addresses of a link by the person they belong to."""
    found: dict[PersonId, list[EmailAddress]] = defaultdict(list)
    for address in sorted(set(link.addresses) & people.keys()):
        found[people[address]].append(address)
    return found


def _new_ids(group: Iterable[EmailAddress]) -> Iterator[PersonId]:
    """Ids that these addresses may be given, the best first, without end."""
    ordered = sorted(group)
    yield from (new_id([address]) for address in ordered)
    yield from (new_id([EmailAddress(f"{ordered[0]} {number}")]) for number in count(2))
