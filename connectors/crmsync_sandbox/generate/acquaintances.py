"""People whom no mail shows: those whom the owner only meets, sees at all-hands, or once put into the address book."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from crmsync_sandbox.generate import names
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.crm import leads
from crmsync_sandbox.generate.truth import Correspondent, Kind

ALL_HANDS = 90
"""Everybody who works where the owner does, the owner apart."""
_LEADS, _DOUBLE, _SINGLE, _FORGOTTEN = 2, 4, 3, 5

NAMESAKES = (
    Correspondent(name="Tom Baker", addresses=("tom.baker@oakum.example",), kind=Kind.MET),
    Correspondent(name="T. Baker", addresses=("t.baker@oakum.example",), kind=Kind.MET),
)
"""Two people, though all that one sees of them says that they might be one."""
TAGGED = Correspondent(
    name="Greta Lind", addresses=("greta.lind@oakum.example", "greta.lind+calendar@oakum.example"), kind=Kind.MET
)
DOTTED = Correspondent(name="Ida Quo", addresses=("idaq@gmail.com", "ida.q@gmail.com"), kind=Kind.MET)
"""One mailbox at Gmail, where dots don't matter. It is too short for Gmail to have given it to anybody."""
UNJOINED = Correspondent(
    name="Nora Vale", addresses=("nora.vale@oakum.example", "nora.vale+crm@oakum.example"), kind=Kind.MET
)
"""Whose two addresses nobody says are one person's; the plus alone hints at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintances:
    leads: tuple[Correspondent, ...]
    """They are in the CRM, and nowhere else but in the calendar."""
    met: tuple[Correspondent, ...]
    """Some have two addresses, both of which meetings are sent to."""
    staff: tuple[Correspondent, ...]
    forgotten: tuple[Correspondent, ...]

    @property
    def everyone(self) -> tuple[Correspondent, ...]:
        return (*self.leads, *self.met, *self.staff, *self.forgotten)


def acquaintances(random: Random, cast: Cast) -> Acquaintances:
    """Nobody of them has the name or an address of anybody in the cast."""
    home = cast.owner.address.rpartition("@")[2]
    fresh = _fresh_names(random, cast)
    double = tuple(_double(random, next(fresh)) for _ in range(_DOUBLE))
    single = tuple(_person(next(fresh), random.choice(names.FIRMS), Kind.MET) for _ in range(_SINGLE))
    staff = ALL_HANDS - len(cast.of(Kind.COLLEAGUE))
    return Acquaintances(
        leads=leads()[:_LEADS],
        met=(*double, *single, *NAMESAKES, TAGGED, DOTTED, UNJOINED),
        staff=tuple(_person(next(fresh), home, Kind.STAFF) for _ in range(staff)),
        forgotten=tuple(
            _person(next(fresh), random.choice(names.FREE_MAIL), Kind.FORGOTTEN) for _ in range(_FORGOTTEN)
        ),
    )


def _fresh_names(random: Random, cast: Cast) -> Iterator[tuple[str, str]]:
    taken = {person.name for person in (*cast.people, *cast.members)}
    every = [(given, family) for given in names.GIVEN for family in names.FAMILY if f"{given} {family}" not in taken]
    random.shuffle(every)
    return iter(every)


def _double(random: Random, name: tuple[str, str]) -> Correspondent:
    addresses = tuple(names.address(*name, random.choice(hosts)) for hosts in (names.FIRMS, names.FREE_MAIL))
    return Correspondent(name=" ".join(name), addresses=addresses, kind=Kind.MET)


def _person(name: tuple[str, str], domain: str, kind: Kind) -> Correspondent:
    return Correspondent(name=" ".join(name), addresses=(names.address(*name, domain),), kind=kind)
