"""Who plays in a year: the owner, people of every kind, and the machines that write to them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from crmsync_sandbox.generate import names
from crmsync_sandbox.generate.rhythm import RHYTHMS
from crmsync_sandbox.generate.truth import Correspondent, Kind

MOST_PEOPLE = len(names.GIVEN) * len(names.FAMILY) // 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    owner: Correspondent
    """Two addresses."""
    assistant: Correspondent
    people: tuple[Correspondent, ...]
    """Everyone with a rhythm of their own, in no order."""
    members: tuple[Correspondent, ...]
    """Known from mailing lists only."""
    robots: tuple[Correspondent, ...]
    newsletters: tuple[Correspondent, ...]
    lists: tuple[Correspondent, ...]
    support: Correspondent
    """A machine to which the owner once wrote."""

    @property
    def machines(self) -> tuple[Correspondent, ...]:
        return (*self.robots, *self.newsletters, *self.lists, self.support)

    def of(self, *kinds: Kind) -> list[Correspondent]:
        return [person for person in self.people if person.kind in kinds]


def cast(random: Random, *, owner: str, people: int) -> Cast:
    """Choose everyone. `people` counts those with a rhythm; the assistant and list members come on top."""
    home = owner.rpartition("@")[2]
    full = _full_names(random, people + 20)
    humans = list(_people(random, full[:people], _kinds(people), home))
    random.shuffle(humans)
    return Cast(
        owner=_owner(owner),
        assistant=_assistant(home),
        people=tuple(humans),
        members=tuple(_member(given, family) for given, family in full[people:]),
        robots=tuple(_machine(row, Kind.ROBOT) for row in names.ROBOTS),
        newsletters=tuple(_machine(row, Kind.NEWSLETTER) for row in names.NEWSLETTERS),
        lists=tuple(_machine(row, Kind.LIST) for row in names.LISTS),
        support=_machine(names.SUPPORT, Kind.ROBOT),
    )


def _owner(address: str) -> Correspondent:
    local = address.partition("@")[0]
    return Correspondent(name=local.title(), addresses=(address, f"{local}@home.example"), kind=Kind.OWNER)


def _assistant(home: str) -> Correspondent:
    return Correspondent(name="Liz Taylor-Reed", addresses=(f"liz.taylor-reed@{home}",), kind=Kind.ASSISTANT)


def _machine(row: tuple[str, str], kind: Kind) -> Correspondent:
    return Correspondent(name=row[0], addresses=(row[1],), kind=kind)


def _member(given: str, family: str) -> Correspondent:
    address = names.address(given, family, "members.example")
    return Correspondent(name=f"{given} {family}", addresses=(address,), kind=Kind.MEMBER)


def _full_names(random: Random, count: int) -> list[tuple[str, str]]:
    every = [(given, family) for given in names.GIVEN for family in names.FAMILY]
    return random.sample(every, count)


def _kinds(people: int) -> list[Kind]:
    """One kind for each, by the rhythms' shares and at least one of each; the rest met the owner once."""
    kinds = [kind for kind, rhythm in RHYTHMS.items() for _ in range(max(1, round(rhythm.share * people)))]
    return (kinds + [Kind.MET_ONCE] * people)[:people]


def _people(random: Random, full: list[tuple[str, str]], kinds: list[Kind], home: str) -> Iterator[Correspondent]:
    decoys = _decoys(kinds)
    for i, kind in enumerate(kinds):
        given, family, firm = decoys.get(i) or (*full[i], random.choice(names.FIRMS))
        yield _person(random, given, family, kind, home if kind is Kind.COLLEAGUE else firm)


def _decoys(kinds: list[Kind]) -> dict[int, tuple[str, str, str]]:
    """Pairs with one surname at one firm, one of them a client and the other a person met once."""
    clients = [i for i, kind in enumerate(kinds) if kind is Kind.CLIENT]
    met = [i for i, kind in enumerate(kinds) if kind is Kind.MET_ONCE]
    pairs = list(zip(clients, met, names.DECOYS, strict=False))
    known = {c: (two[0], names.DECOY_FAMILIES[n], names.FIRMS[n]) for n, (c, _, two) in enumerate(pairs)}
    return known | {m: (two[1], names.DECOY_FAMILIES[n], names.FIRMS[n]) for n, (_, m, two) in enumerate(pairs)}


def _person(random: Random, given: str, family: str, kind: Kind, domain: str) -> Correspondent:
    private = names.address(given, family, random.choice(names.FREE_MAIL))
    at_work = names.address(given, family, domain)
    person = Correspondent(name=f"{given} {family}", addresses=(at_work,), kind=kind, label=_label(random, kind))
    if kind in {Kind.FRIEND, Kind.FAMILY} or (kind is not Kind.COLLEAGUE and random.random() < 0.15):
        return replace(person, addresses=(private,))
    return replace(person, addresses=(at_work, private)) if random.random() < 0.2 else person


def _label(random: Random, kind: Kind) -> str | None:
    if kind is Kind.FAMILY:
        return "Family"
    return "Investors" if kind is Kind.CLIENT and random.random() < 0.2 else None
