"""From the service's persons to records. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from crmsync.connector import Contact, Deleted, EmailAddress, Record, email_address
from crmsync.reading.text import shown
from crmsync_google.batch import Json
from crmsync_google.contacts.groups import tags

GroupNames = Callable[[], Mapping[str, str]]
"""Names of the groups that are tags, by resource name; asked for only where a person is in one."""


def told(people: Iterable[Json], names: GroupNames) -> list[Record]:
    """What to record of `people`, some of whom may be gone or without an address.

    What is withdrawn comes first: somebody may have a name again that was a former one.
    """
    records = [record for person in people for record in _told(person, names)]
    return sorted(records, key=lambda record: isinstance(record, Contact))


def contact(person: Json, names: GroupNames) -> Contact | None:
    """None where there is no address that can be read: such a person can be found nowhere else."""
    addresses = _addresses(person)
    if not addresses:
        return None
    named = _primary_first(person.get("names", ()))
    return Contact(
        id=person["resourceName"],
        addresses=addresses,
        name=shown(str(named[0].get("displayName", ""))) if named else "",
        groups=tags(_groups(person), names),
    )


def _told(person: Json, names: GroupNames) -> Iterator[Record]:
    """A person who has another resource name now was told under the former ones."""
    id, metadata = person["resourceName"], person.get("metadata", {})
    yield from (Deleted(id=former) for former in metadata.get("previousResourceNames", ()))
    yield (None if metadata.get("deleted") else contact(person, names)) or Deleted(id=id)


def _addresses(person: Json) -> tuple[EmailAddress, ...]:
    found = (email_address(str(entry.get("value", ""))) for entry in _primary_first(person.get("emailAddresses", ())))
    return tuple(dict.fromkeys(address for address in found if address))


def _groups(person: Json) -> Iterator[str]:
    """Resource names; a membership of a domain names none."""
    for membership in person.get("memberships", ()):
        if name := membership.get("contactGroupMembership", {}).get("contactGroupResourceName"):
            yield name


def _primary_first(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The order in which the service names them, but for the primary one."""
    return sorted(entries, key=lambda entry: not entry.get("metadata", {}).get("primary"))
