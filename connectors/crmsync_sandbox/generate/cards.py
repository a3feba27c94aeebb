"""The owner's address book: most people whom she talks with, and what else gathers in one over the years."""

from collections.abc import Iterator, Sequence
from random import Random

from crmsync_sandbox.generate.acquaintances import UNJOINED, Acquaintances
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.truth import Correspondent, Kind
from crmsync_sandbox.life import Card

KEPT = 0.8
"""The share of people with mail both ways who have a card; every friend has one."""
BARE = ("Piano tuner", "Aunt Wilhelmina", "Garage (old number)")
"""Cards without an address: a telephone number was all there was."""
CHOIR = 6


def cards(random: Random, cast: Cast, known: Acquaintances | None = None) -> tuple[Card, ...]:
    """One for each person at most, in no order; with acquaintances also theirs, bare ones, and a machine's."""
    kept = [person for person in cast.people if person.kind.two_way and _kept(random, person)]
    found = [_card(random, person.name, _noted(random, person), _groups(person)) for person in kept]
    if known is not None:
        found += _further(random, cast, known)
    random.shuffle(found)
    return tuple(found)


def _further(random: Random, cast: Cast, known: Acquaintances) -> Iterator[Card]:
    """Of one acquaintance only the tagged address."""
    for person in (*known.met, *known.forgotten, cast.assistant):
        shown = person.addresses[1:] if person == UNJOINED else person.addresses
        yield _card(random, person.name, shown, _groups(person))
    for singer in random.sample(cast.members, CHOIR):
        yield _card(random, singer.name, singer.addresses, ("Choir",))
    for name in BARE:
        yield _card(random, name, (), ())
    yield _card(random, cast.robots[4].name, cast.robots[4].addresses, ())


def _kept(random: Random, person: Correspondent) -> bool:
    return random.random() < KEPT or person.kind is Kind.FRIEND


def _noted(random: Random, person: Correspondent) -> tuple[str, ...]:
    """All addresses of most who have several, in any order; of the others one."""
    addresses = list(person.addresses)
    random.shuffle(addresses)
    return tuple(addresses) if random.random() < 0.7 else tuple(addresses[:1])


def _groups(person: Correspondent) -> tuple[str, ...]:
    """The owner's own groups, and the service's for those marked with a star."""
    own = (person.label,) if person.label else ()
    return (*own, "starred") if person.kind is Kind.FRIEND else own


def _card(random: Random, name: str, emails: Sequence[str], groups: Sequence[str]) -> Card:
    return Card(id=f"c{random.randrange(10**17, 10**18)}", name=name, emails=tuple(emails), groups=tuple(groups))
