"""From settings to a wire: the same for HubSpot as a source and as a destination."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from crmsync.connector import Secret
from crmsync.retry import Caller
from crmsync_hubspot.paths import PATHS, Version
from crmsync_hubspot.records import Records
from crmsync_hubspot.wire import Wire


class Access(Protocol):
    """What the settings of both say of the account."""

    @property
    def key(self) -> Secret: ...
    @property
    def api_base(self) -> str: ...
    @property
    def api_version(self) -> Version: ...
    @property
    def requests_per_10_seconds(self) -> int: ...


def contacts(access: Access, caller: Caller | None, now: Callable[[], datetime]) -> Records:
    """The account's contacts. Nothing is sent, and the key is not revealed."""
    paths = PATHS[access.api_version]
    wire = Wire(
        base=access.api_base.rstrip("/"),
        key=access.key,
        requests_per_10_seconds=access.requests_per_10_seconds,
        caller=caller or Caller(),
        details=paths.details,
        now=now,
    )
    return Records(wire=wire, paths=paths, type="contacts")
