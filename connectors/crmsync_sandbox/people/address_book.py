"""One account's address book: its persons and groups, and what a test or a back door may do to it."""

import threading
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from ..google.allowance import Allowance
from ..google.errors import ApiError
from ..life import Card
from .errors import TOO_MANY
from .groups import MINE, Groups, resource
from .register import Register

REQUESTS_PER_MINUTE = 90
"""Of reads of contacts and profiles: what the Google Cloud console shows for a new project."""


class AddressBook:
    """All methods may be called while the sandbox is serving; each is one step for its clients.

    Persons are named by the id of their card. KeyError for whom it does not hold.
    """

    def __init__(self, address: str, *, now: Callable[[], datetime], window_scale: float = 1.0) -> None:
        self.address = address
        self.now = now
        self.refusal: ApiError | None = None
        """Answers every request while it is set: FAILED_PRECONDITION, NOT_CONFIGURED … of people.errors."""
        self.allowance = Allowance(REQUESTS_PER_MINUTE, [TOO_MANY], window_scale=window_scale)
        self.connections = Register("people/")
        self.others = Register("otherContacts/")
        self.groups = Groups()
        self.lock = threading.RLock()

    # --- what may happen to it ------------------------------------------------------------------------

    def fill(self, cards: Iterable[Card]) -> None:
        with self.lock:
            for card in cards:
                self.add(card)

    def add(self, card: Card) -> None:
        """Somebody is entered. ValueError where the id is taken."""
        with self.lock:
            register = self.others if card.other else self.connections
            groups = frozenset() if card.other else self.groups.ids_of((MINE, *card.groups))
            register.add(card.id)
            register.change(card.id, name=card.name, emails=card.emails, primary=card.primary, groups=groups)

    def change(
        self,
        id_: str,
        *,
        name: str | None = None,
        emails: Collection[str] | None = None,
        primary: int | None = None,
        groups: Collection[str] | None = None,
    ) -> None:
        """What is named of a person becomes this."""
        with self.lock:
            self._holder(id_).change(
                id_,
                name=name,
                emails=None if emails is None else tuple(emails),
                primary=primary,
                groups=None if groups is None else self.groups.ids_of((MINE, *groups)),
            )

    def rename(self, id_: str, to: str) -> None:
        """A person gets another resource name, as when a contact is linked to a profile."""
        with self.lock:
            self._holder(id_).rename(id_, to)

    def delete(self, id_: str) -> None:
        with self.lock:
            self._holder(id_).delete(id_)

    def add_group(self, name: str) -> None:
        with self.lock:
            self.groups.id_of(name)

    def rename_group(self, name: str, to: str) -> None:
        """No person changes by it: only a full list shows it."""
        with self.lock:
            self.groups.rename(name, to)

    def delete_group(self, name: str) -> None:
        """Its members leave it, and have changed."""
        with self.lock:
            gone = self.groups.delete(name)
            for person in list(self.connections):
                if gone in person.groups:
                    id_ = person.resource_name.partition("/")[2]
                    self.connections.change(id_, groups=person.groups - {gone})

    def expire_sync_tokens(self) -> None:
        """Every sync token that a client holds is refused as expired."""
        with self.lock:
            self.connections.forget()
            self.others.forget()

    # --- what is in it --------------------------------------------------------------------------------

    def group_resources(self) -> list[dict[str, Any]]:
        with self.lock:
            members = [person.groups for person in self.connections]
            return [resource(id_, name, sum(id_ in groups for groups in members)) for id_, name in self.groups]

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON."""
        fields = ("names", "emailAddresses", "memberships")
        with self.lock:
            lists = {"connections": self.connections, "otherContacts": self.others}
            people = {key: [one.resource(fields, sync=False) for one in register] for key, register in lists.items()}
            return {"address": self.address, **people, "contactGroups": self.group_resources()}

    def _holder(self, id_: str) -> Register:
        return self.others if id_ in self.others else self.connections
