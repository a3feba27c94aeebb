"""Which tasks and activities belong to which contacts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .kinds import CALLS, COMMUNICATIONS, CONTACTS, EMAILS, MEETINGS, TASKS, Kind

TYPE_IDS = {
    (CONTACTS.name, TASKS.name): 203,
    (TASKS.name, CONTACTS.name): 204,
    (CONTACTS.name, EMAILS.name): 197,
    (EMAILS.name, CONTACTS.name): 198,
    (CONTACTS.name, MEETINGS.name): 199,
    (MEETINGS.name, CONTACTS.name): 200,
    (CONTACTS.name, CALLS.name): 193,
    (CALLS.name, CONTACTS.name): 194,
    (CONTACTS.name, COMMUNICATIONS.name): 82,
    (COMMUNICATIONS.name, CONTACTS.name): 81,
}
"""HubSpot's association type by direction."""


@dataclass(slots=True, kw_only=True)
class Links:
    """Pairs of a contact and an activity, found from both sides, in the order of their making.

    Ids are unique in a portal, so activities of every kind stand together.
    """

    activities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By contact."""
    contacts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By activity."""

    def add(self, contact: str, activity: str) -> None:
        """Associate the two; once is enough."""
        if activity not in self.activities.get(contact, ()):
            self.activities[contact] = (*self.activities.get(contact, ()), activity)
            self.contacts[activity] = (*self.contacts.get(activity, ()), contact)

    def remove(self, contact: str, activity: str) -> None:
        self.activities[contact] = tuple(one for one in self.activities.get(contact, ()) if one != activity)
        self.contacts[activity] = tuple(one for one in self.contacts.get(activity, ()) if one != contact)

    def of(self, kind: Kind, id_: str) -> tuple[str, ...]:
        """The ids on the other side of a record of this kind."""
        return (self.activities if kind is CONTACTS else self.contacts).get(id_, ())

    def move(self, old: str, new: str) -> None:
        """What belonged to the contact `old` belongs to `new`."""
        for activity in self.activities.get(old, ()):
            self.remove(old, activity)
            self.add(new, activity)

    def pairs(self) -> Iterator[tuple[str, str]]:
        return ((contact, activity) for contact, held in self.activities.items() for activity in held)

    def copy(self) -> "Links":
        return Links(activities=dict(self.activities), contacts=dict(self.contacts))
