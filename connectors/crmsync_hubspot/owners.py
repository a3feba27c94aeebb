"""Who can own a task: HubSpot's owner ids by address."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from crmsync.connector import EmailAddress, email_address
from crmsync_hubspot.paths import Paths
from crmsync_hubspot.wire import Wire

log = logging.getLogger(__name__)


class Owners:
    """The active owners, asked for once, when the first task needs one. Archived ones are not listed."""

    def __init__(self, wire: Wire, paths: Paths) -> None:
        self._wire, self._paths = wire, paths
        self._ids: Mapping[EmailAddress, str] | None = None
        self._strangers: set[EmailAddress] = set()

    def id_of(self, address: EmailAddress) -> str | None:
        """The id of the active owner with this address; None, and a warning for the first time, where there is none."""
        if self._ids is None:
            self._ids = {email: str(owner["id"]) for owner in self._list() if (email := _address(owner))}
        if address not in self._ids and address not in self._strangers:
            self._strangers.add(address)
            log.warning("Tasks get no owner in HubSpot: the address meant for it is no active user's there")
        return self._ids.get(address)

    def _list(self) -> Iterator[Mapping[str, Any]]:
        after: str | None = "0"
        while after is not None:
            query = [("limit", "500"), *([("after", after)] if after != "0" else [])]
            page = self._wire.request("GET", self._paths.owners, query=query)
            yield from page.get("results", [])
            after = ((page.get("paging") or {}).get("next") or {}).get("after")


def _address(owner: Mapping[str, Any]) -> EmailAddress | None:
    return email_address(owner.get("email") or "")
