"""Which tasks belong to which contacts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .kinds import CONTACTS, TASKS, Kind

TYPE_IDS = {(CONTACTS.name, TASKS.name): 203, (TASKS.name, CONTACTS.name): 204}
"""HubSpot's association type by direction."""


@dataclass(slots=True, kw_only=True)
class Links:
    """Pairs of a contact and a task, found from both sides, in the order of their making."""

    tasks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By contact."""
    contacts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By task."""

    def add(self, contact: str, task: str) -> None:
        """Associate the two; once is enough."""
        if task not in self.tasks.get(contact, ()):
            self.tasks[contact] = (*self.tasks.get(contact, ()), task)
            self.contacts[task] = (*self.contacts.get(task, ()), contact)

    def remove(self, contact: str, task: str) -> None:
        self.tasks[contact] = tuple(one for one in self.tasks.get(contact, ()) if one != task)
        self.contacts[task] = tuple(one for one in self.contacts.get(task, ()) if one != contact)

    def of(self, kind: Kind, id_: str) -> tuple[str, ...]:
        """The ids on the other side of a record of this kind."""
        return (self.tasks if kind is CONTACTS else self.contacts).get(id_, ())

    def move(self, old: str, new: str) -> None:
        """What belonged to the contact `old` belongs to `new`."""
        for task in self.tasks.get(old, ()):
            self.remove(old, task)
            self.add(new, task)

    def pairs(self) -> Iterator[tuple[str, str]]:
        return ((contact, task) for contact, tasks in self.tasks.items() for task in tasks)

    def copy(self) -> "Links":
        return Links(tasks=dict(self.tasks), contacts=dict(self.contacts))
