"""One account's address book at Google: each method is one kind of request, paid for and bounded."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from googleapiclient.discovery import Resource
from googleapiclient.errors import HttpError

from crmsync.connector import Account, ConnectorError, CursorExpired
from crmsync.reading.text import shown
from crmsync.retry import Caller
from crmsync_google.batch import Json
from crmsync_google.contacts import asked
from crmsync_google.contacts.groups import names_of
from crmsync_google.errors import reasons_of
from crmsync_google.methods import client
from crmsync_google.times import WINDOW
from crmsync_google.wire import Wire, dialled

METHODS = ("contactGroups.list", "otherContacts.list", "people.connections.list")
REQUESTS = 90
"""A minute and user, "Critical read requests (Contact and Profile Reads)": the default that the Google Cloud console
shows under IAM & Admin > Quotas for the People API; it is documented nowhere else."""

PAGE = 1000
"""The most that a list gives at once."""


class AddressBook:
    def __init__(self, wire: Wire, service: Resource) -> None:
        self._wire = wire
        self._contacts = service.people().connections()
        self._others = service.otherContacts()
        self._groups = service.contactGroups()
        self._names: Mapping[str, str] | None = None

    def contacts(self, token: str = "") -> Iterator[Json]:
        """The pages of all contacts, or of those that changed since `token`. Raises `CursorExpired` on a dead one."""
        form = {"resourceName": "people/me", "personFields": asked.CONTACT_FIELDS, "fields": asked.CONTACTS}
        return self._listed(self._contacts, form, token)

    def others(self, token: str = "") -> Iterator[Json]:
        """The same of those that Google made out of mail."""
        return self._listed(self._others, {"readMask": asked.OTHER_FIELDS, "fields": asked.OTHERS}, token)

    def size(self) -> int:
        """How many contacts there are."""
        form = {"resourceName": "people/me", "personFields": "metadata", "pageSize": 1, "fields": asked.SIZE}
        return int(self._wire.ask(self._contacts.list(**form)).get("totalPeople", 0))

    def size_of_others(self) -> int:
        form = {"readMask": "metadata", "pageSize": 1, "fields": asked.SIZE_OF_OTHERS}
        return int(self._wire.ask(self._others.list(**form)).get("totalSize", 0))

    def group_names(self) -> Mapping[str, str]:
        """Names of the user's own groups, by resource name; asked once a pull."""
        if self._names is None:
            form = {"groupFields": asked.GROUP_FIELDS, "pageSize": PAGE, "fields": asked.GROUPS}
            pages = self._wire.pages(lambda page: self._groups.list(**form, **page))
            groups = (group for page in pages for group in page.get("contactGroups", ()))
            self._names = names_of(groups, shown)
        return self._names

    def _listed(self, list_: Resource, form: Mapping[str, str], token: str) -> Iterator[Json]:
        """Everything but tokens is the same on every page and every night: else the service refuses the tokens."""
        since = {"syncToken": token} if token else {}
        first = {**form, "pageSize": PAGE, "requestSyncToken": True, **since}
        return self._wire.pages(lambda page: list_.list(**first, **page), meaning=_dead_token if token else None)


def _dead_token(refusal: HttpError) -> ConnectorError | None:
    """The token has expired; or it is none, or was given to a request with other fields, before an update."""
    reasons = reasons_of(refusal.content)
    if refusal.resp.status == 400 and reasons & {"EXPIRED_SYNC_TOKEN", "INVALID_ARGUMENT"}:
        return CursorExpired("The People API has forgotten this place in the address book.")
    return None


@contextmanager
def opened(api_base: str, account: Account, caller: Caller, scopes: Collection[str]) -> Iterator[AddressBook]:
    """The account's address book, and its connections closed afterwards. Nothing is sent yet."""
    base = api_base.rstrip("/")
    wire = dialled(
        connector="google-contacts",
        service="Google People",
        api_base=base,
        account=account,
        scopes=tuple(scopes),
        caller=caller,
        budget=caller.budget(f"google-contacts:{account.address}", REQUESTS, WINDOW),
    )
    with wire:
        yield AddressBook(wire, client("people", "v1", base, *METHODS))
