"""Who took part in logged talks: the contacts that they are associated with, and the users whose they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from crmsync.connector import Channel, EmailAddress, Participant, Role
from crmsync_hubspot.associations import contacts_of
from crmsync_hubspot.owners import owners_listed
from crmsync_hubspot.profiles import ADDRESS_PROPERTIES, addresses_of
from crmsync_hubspot.records import Reading, Record, Records

ASKED = Reading(properties=(*ADDRESS_PROPERTIES, "firstname", "lastname"))


class Contacts:
    """Contacts by id, each asked for once in a pull."""

    def __init__(self, contacts: Records) -> None:
        self._contacts = contacts
        self._read: dict[str, Record | None] = {}

    def on(self, activities: Records, ids: Iterable[str]) -> Mapping[str, list[Record]]:
        """By activity, those with an address; activities without any are left out."""
        pairs = list(contacts_of(activities, ids))
        unread = [contact for _, contact in pairs if contact not in self._read]
        self._read |= dict.fromkeys(unread)
        self._read |= {record.id: record for record in self._contacts.read(unread, ASKED)}
        found: dict[str, list[Record]] = defaultdict(list)
        for activity, contact in pairs:
            record = self._read[contact]
            if record is not None and addresses_of(record):
                found[activity].append(record)
        return found


class Users:
    """The account's users, asked for when the first talk needs one."""

    def __init__(self, contacts: Records, unowned: EmailAddress | None) -> None:
        self._contacts, self._unowned = contacts, unowned

    def whose(self, talk: Record) -> EmailAddress | None:
        """Whose the talk is. Without an owner it belongs to who was named for that, or to the account's only user."""
        owner = talk.properties.get("hubspot_owner_id") or ""
        if not owner:
            return self._unowned or self.only
        return self._active.get(owner) or self._deactivated.get(owner)

    @property
    def only(self) -> EmailAddress | None:
        """The one active user; None where there are several."""
        return self.all[0] if len(self.all) == 1 else None

    @property
    def all(self) -> tuple[EmailAddress, ...]:
        """The active ones, in alphabetical order."""
        return tuple(sorted(set(self._active.values())))

    @cached_property
    def _active(self) -> Mapping[str, EmailAddress]:
        return owners_listed(self._contacts.wire, self._contacts.paths)

    @cached_property
    def _deactivated(self) -> Mapping[str, EmailAddress]:
        return owners_listed(self._contacts.wire, self._contacts.paths, archived=True)


def participants(
    channel: Channel, contacts: Sequence[Record], user: EmailAddress | None, *, inbound: bool
) -> tuple[Participant, ...]:
    """Whoever is named; contacts first. Of contacts with several addresses the primary one stands for all."""
    theirs, own = _roles(channel, inbound=inbound)
    named = {addresses_of(one)[0]: _participant(one, theirs) for one in contacts}
    if user:
        named.setdefault(user, Participant(address=user, role=own))
    return tuple(named.values())


def _roles(channel: Channel, *, inbound: bool) -> tuple[Role, Role]:
    """The contacts' and the user's."""
    if channel is not Channel.CALL:  # of a message HubSpot does not say who wrote
        return Role.ATTENDEE, Role.ORGANIZER
    return (Role.FROM, Role.TO) if inbound else (Role.TO, Role.FROM)


def _participant(contact: Record, role: Role) -> Participant:
    names = (contact.properties.get(name) or "" for name in ("firstname", "lastname"))
    return Participant(address=addresses_of(contact)[0], role=role, name=" ".join(" ".join(names).split()))
