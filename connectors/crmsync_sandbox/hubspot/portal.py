"""A HubSpot portal in memory: what it holds, how it behaves, and the ways in beside the API."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..life import CrmContact
from . import dump as dumps
from .account import Account, utc_now
from .kinds import CONTACTS, EMAILS, MEETINGS, TASKS, Kind
from .limits import Limits
from .people import People
from .records import Record
from .state import State

SCOPES = frozenset(
    {
        "crm.objects.contacts.read",
        "crm.objects.contacts.write",
        "crm.schemas.contacts.write",
        "crm.objects.owners.read",
    }
)
PRIVATE = {
    "phone": "CANARY +44 20 7946 0000",
    "company": "CANARY company",
    "jobtitle": "CANARY title",
    "message": "CANARY what was said in confidence",
}
"""What every loaded contact holds in properties that nobody has a reason to ask for."""


class Portal(Account):
    """The stand-in's HubSpot account.

    `key` is the one good bearer token, `scopes` what it may do, `limits` how often. `people` are the account's users.
    """

    def __init__(
        self,
        *,
        key: str,
        now: Callable[[], datetime] = utc_now,
        window_scale: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        seed: int = 0,
    ) -> None:
        super().__init__(now=now, window_scale=window_scale, clock=clock, seed=seed)
        self.key = key
        self.scopes = set(SCOPES)
        self.limits = Limits(scale=window_scale, clock=clock)
        self.people = People(self)
        self.people.add_owner("owner@example.com")

    def load(self, *contacts: CrmContact) -> list[str]:
        """Fill the portal; the ids in the same order. Private properties get a canary text where none is given."""
        with self.acting():
            return [self.people.create_contact(_with_canaries(contact)) for contact in contacts]

    def act(self, deed: Mapping[str, Any]) -> dict[str, str]:
        """What a person does, as JSON: see `People.act`."""
        return self.people.act(deed)

    def contact(self, which: str) -> Record:
        """The contact of this id or address, whichever address of theirs. Raises `KeyError`."""
        with self.lock:
            return self.record(CONTACTS, which)

    def task(self, id_: str) -> Record:
        """The task of this id, archived or not. Raises `KeyError`."""
        with self.lock:
            return self.record(TASKS, id_)

    def tasks_of(self, which: str) -> list[Record]:
        """All tasks of a contact, archived ones too, oldest first."""
        return self._activities(TASKS, which)

    def emails_of(self, which: str) -> list[Record]:
        """All e-mails on a contact's timeline, archived ones too, oldest first."""
        return self._activities(EMAILS, which)

    def meetings_of(self, which: str) -> list[Record]:
        """All meetings on a contact's timeline, archived ones too, oldest first."""
        return self._activities(MEETINGS, which)

    def _activities(self, kind: Kind, which: str) -> list[Record]:
        with self.lock:
            held = self.state.of(kind).by_id
            return [held[id_] for id_ in self.state.links.of(CONTACTS, self.contact(which).id) if id_ in held]

    def exhaust_day(self) -> None:
        """Use up the day's requests: DAILY until midnight in the account's zone."""
        self.limits.exhaust_day(self.today)

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON."""
        with self.lock:
            return dumps.dump(self.state)

    def restore(self, dumped: Mapping[str, Any]) -> None:
        """Hold what `dump` answered, and nothing else; search sees it at once."""
        with self.lock:
            self.state = dumps.restore(dumped)

    def snapshot(self) -> State:
        """The state as it is now, for `reset`. Cheap: nothing but the tables is copied."""
        with self.lock:
            return self.state.copy()

    def reset(self, snapshot: State) -> None:
        """Go back to a snapshot, any number of times."""
        with self.lock:
            self.state = snapshot.copy()


def _with_canaries(contact: CrmContact) -> CrmContact:
    return CrmContact(
        email=contact.email,
        firstname=contact.firstname,
        lastname=contact.lastname,
        additional_emails=contact.additional_emails,
        properties=PRIVATE | contact.properties,
    )
