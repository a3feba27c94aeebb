"""Who is who: self, colleagues, nobody, and the people behind the other addresses."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crmsync.connector import EmailAddress, takes_mail
from crmsync.identity.addresses import FREE_MAIL, domain, is_robot, is_role, is_room, matches
from crmsync.identity.people import PersonId

HIDDEN = "never-log:"
"""What stands before the keyed hash that is kept instead of a never-log address."""


class Kind(StrEnum):
    SELF = "self"
    ROOM = "room"
    LIST = "list"
    ROBOT = "robot"
    HIDDEN = "hidden"
    ROLE = "role"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What is known of addresses in one run. Built once; asked for each participant."""

    own: Collection[EmailAddress]
    """Addresses of self."""
    never_log: Collection[str] = ()
    """Patterns of people who are nobody's business: addresses, `@domain`."""
    own_domains: Collection[str] = ()
    lists: Collection[str] = ()
    """Addresses that mailing lists take posts at."""
    people: Mapping[EmailAddress, PersonId] = field(default_factory=dict)
    _kinds: dict[EmailAddress, Kind] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Those that were asked for: an address stands on many mails."""

    def kind(self, address: EmailAddress) -> Kind:
        if address not in self._kinds:
            self._kinds[address] = self._told_by(address)
        return self._kinds[address]

    def _told_by(self, address: EmailAddress) -> Kind:
        if address in self.own:
            return Kind.SELF
        if address.startswith(HIDDEN) or matches(address, self.never_log):
            return Kind.HIDDEN
        if is_room(address):
            return Kind.ROOM
        if address in self.lists:
            return Kind.LIST
        if is_robot(address):
            return Kind.ROBOT
        return Kind.ROLE if is_role(address) else Kind.PERSON

    def person(self, address: EmailAddress) -> PersonId | None:
        """The person behind the address; None for self, rooms, lists, robots and hidden ones."""
        human = self.kind(address) in (Kind.PERSON, Kind.ROLE)
        return self.people.get(address) if human else None

    def beside(self, addresses: Iterable[EmailAddress]) -> set[str]:
        """The distinct people beside self, rooms apart. One person has one place; lists and robots are somebody."""
        kinds = {address: self.kind(address) for address in addresses}
        others = (address for address, kind in kinds.items() if kind not in (Kind.SELF, Kind.ROOM))
        return {self.people.get(address) or address for address in others}

    def is_colleague(self, address: EmailAddress) -> bool:
        return matches(address, {f"@{own}" for own in self.own_domains})


def own_domains(addresses: Collection[EmailAddress]) -> frozenset[str]:
    """The domains of one's own addresses; a free mail domain makes nobody a colleague, nor does a service's profile."""
    return frozenset(domain(address) for address in addresses if takes_mail(address)) - FREE_MAIL
