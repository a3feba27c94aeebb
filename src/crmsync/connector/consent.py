"""What `login` asks of a source."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from crmsync.connector.naming import EmailAddress


@runtime_checkable
class Consenting(Protocol):
    """A source whose account can log in by the user's consent offers this; `crmsync login` calls it."""

    def scopes(self) -> Collection[str]:
        """What this source asks to be allowed, in the service's own words."""

    def log_in(self, scopes: Collection[str], consent: "Consent") -> "Granted":
        """Ask the user for all of `scopes` at once, by `Account.client`.

        Raises `Unauthorized` where the user refuses, or does not answer in time.
        """

    def owner(self) -> EmailAddress | None:
        """Whose login `Account.login` is, by what the service says; None where it does not say. Raises as a pull."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """How the user is asked. `show` puts the address of the consent page before them."""

    show: Callable[[str], None]
    browser: bool = True
    """Open it in the user's browser, too."""
    port: int = 0
    """On loopback, where the answer comes back; 0 takes any free one."""
    seconds: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What the user allowed. `login` is the JSON that `Account.login` will reveal."""

    login: str = field(repr=False)
    scopes: frozenset[str]
    """In the service's own words; the user may have left out some that were asked for."""
