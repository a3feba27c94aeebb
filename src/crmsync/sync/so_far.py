"""Who is known while a first pull is still under way: those of most weight, as far as it was read."""

from dataclasses import dataclass
from datetime import datetime

from crmsync.config.settings import Config
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.sync.looking import reading
from crmsync.sync.picture import picture

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """`people`: with whom there was contact. `strongest`: the first few of them, by strength."""

    people: int
    strongest: tuple[Relationship, ...]
    moment: Moment


def so_far(config: Config, now: datetime) -> SoFar:
    """From the store, as of `now`; it may be read while a pull writes. Raises `NoStore`."""
    with reading(config) as tx:
        found = picture(tx, config, now)
    met = [each for each in found.relationships.values() if each.dates.last_contact is not None]
    met.sort(key=lambda each: (-(each.strength or 0), each.person.addresses))
    return SoFar(people=len(met), strongest=tuple(met[:SHOWN]), moment=found.moment)
