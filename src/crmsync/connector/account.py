"""Accounts and their secrets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from crmsync.connector.naming import EmailAddress


class Secret:
    """A secret that is read when it is used and is never shown.

    `origin` says where it comes from ("env HUBSPOT_KEY"); it is all that a `repr` or an error shows.
    """

    __slots__ = ("_read", "origin")

    def __init__(self, origin: str, read: Callable[[], str]) -> None:
        self.origin = origin
        self._read = read

    def reveal(self) -> str:
        return self._read()

    def __repr__(self) -> str:
        return f"Secret({self.origin})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A login that several sources share. `login` reveals authorized-user or service-account JSON.

    `client`: the user's own OAuth client, by which `crmsync login` makes a login where none is brought; `login` is
    then what it made.
    """

    address: EmailAddress
    login: Secret | None = None
    client: Secret | None = None
    keep: Literal["file", "keyring"] = "file"
    """Where a login that was made is kept: in a file beside the configuration, or in the system's keyring."""
    access: Literal["metadata", "readonly"] = "metadata"
    units_per_minute: int = 6000
    prices: Mapping[str, int] = field(default_factory=dict)
    """Units by method (`messages.get`), where they differ from the connector's defaults."""
