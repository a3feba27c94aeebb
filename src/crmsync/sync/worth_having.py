"""People worth having in the CRM who are not in it: those self really talks with."""

from collections.abc import Collection

from sqlalchemy import Connection

from crmsync.connector import EmailAddress
from crmsync.relationships.relationship import Relationship
from crmsync.store import profiles
from crmsync.sync.picture import Picture


def worth_having(tx: Connection, destinations: Collection[str], found: Picture) -> list[Relationship]:
    """Who was asked for at each of `destinations` and is at none; whom self talked with last, first.

    An exchange or a meeting makes somebody worth having: who never answered is not. Personal people and colleagues
    are none of the CRM's business.
    """
    asked = [profiles.lookups_of(tx, name) for name in destinations]
    absent = set.intersection(*({a for a, id in each.items() if id is None} for each in asked)) if asked else set()
    worthy = [each for each in found.relationships.values() if _is_worthy(each) and _all_in(each, absent)]
    return sorted(worthy, key=_last, reverse=True)


def _is_worthy(each: Relationship) -> bool:
    unwanted = each.person.personal or each.person.colleague or each.person.settings.muted
    return each.in_population and each.dates.last_contact is not None and not unwanted


def _all_in(each: Relationship, absent: Collection[EmailAddress]) -> bool:
    return all(address in absent for address in each.person.addresses)


def _last(each: Relationship) -> tuple[float, str]:
    last = each.dates.last_contact
    return last.at.timestamp() if last else 0.0, each.person.id
