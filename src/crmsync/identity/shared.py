"""Addresses that several people share: they make nobody one person with anybody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from crmsync.connector import EmailAddress
from crmsync.identity.directory import Kind
from crmsync.identity.hints import contradict


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A contact's or profile's word that these addresses are one person's. `by`: the source or destination."""

    by: str
    addresses: tuple[EmailAddress, ...]
    name: str = ""


def shared(claims: Iterable[Claim], kind: Callable[[EmailAddress], Kind]) -> frozenset[EmailAddress]:
    """Of the addresses claimed those that join nobody.

    Robots, lists and rooms never do. An office's address does where a single contact has it: a one-man office. One of
    a person's does not where one source knows it of two whose names are those of two people: a couple's mailbox. Two
    contacts of like names, or without, are one person entered twice.
    """
    holders: dict[EmailAddress, list[Claim]] = defaultdict(list)
    for claim in claims:
        for address in claim.addresses:
            holders[address].append(claim)
    return frozenset(address for address, some in holders.items() if _is_shared(kind(address), some))


def _is_shared(kind: Kind, claims: Sequence[Claim]) -> bool:
    match kind:
        case Kind.PERSON:
            return any(_quarrel(one, other) for one, other in combinations(claims, 2))
        case Kind.ROLE:
            return len(claims) > 1
        case _:
            return True


def _quarrel(one: Claim, other: Claim) -> bool:
    return one.by == other.by and bool(one.name and other.name) and contradict(one.name, other.name)
