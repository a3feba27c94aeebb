"""Who can own a task, or a record of a conversation: HubSpot's owner ids by address."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from crmsync.connector import EmailAddress, email_address
from crmsync_hubspot.paths import Paths
from crmsync_hubspot.wire import Query, Wire

log = logging.getLogger(__name__)

DEACTIVATED = (
    "Tasks get no owner in HubSpot: the user who has the account's address is deactivated there. "
    "Activate them under Settings > Users, or let the address be another user's."
)
UNKNOWN = (
    "Tasks get no owner in HubSpot: the address meant for it is no user's there. "
    "Invite it under Settings > Users if the tasks should be somebody's."
)


class Owners:
    """The active owners, asked for once, when the first task needs one; the deactivated, when one of them should."""

    def __init__(self, wire: Wire, paths: Paths) -> None:
        self._wire, self._paths = wire, paths
        self._active: Mapping[EmailAddress, str] | None = None
        self._strangers: set[EmailAddress] = set()

    def id_of(self, address: EmailAddress) -> str | None:
        """The id of the active owner with this address; None, and a warning for the first time, where there is none."""
        if self._active is None:
            self._active = self._listed()
        if address not in self._active and address not in self._strangers:
            self._strangers.add(address)
            log.warning(DEACTIVATED if address in self._listed(archived=True) else UNKNOWN)
        return self._active.get(address)

    def _listed(self, *, archived: bool = False) -> Mapping[EmailAddress, str]:
        found = owners_listed(self._wire, self._paths, archived=archived)
        return {address: id for id, address in found.items()}


def owners_listed(wire: Wire, paths: Paths, *, archived: bool = False) -> Mapping[str, EmailAddress]:
    """The addresses of the active owners, or of the deactivated, by owner id; one request for each five hundred."""
    found = _list(wire, paths, [("archived", "true")] if archived else [])
    return {str(owner["id"]): email for owner in found if (email := _address(owner))}


def _list(wire: Wire, paths: Paths, which: Query) -> Iterator[Mapping[str, Any]]:
    after: str | None = "0"
    while after is not None:
        query = [("limit", "500"), *which, *([("after", after)] if after != "0" else [])]
        page = wire.request("GET", paths.owners, query=query)
        yield from page.get("results", [])
        after = ((page.get("paging") or {}).get("next") or {}).get("after")


def _address(owner: Mapping[str, Any]) -> EmailAddress | None:
    return email_address(owner.get("email") or "")
