"""What `check` asks of a connector."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from crmsync.connector.naming import EmailAddress


class Weight(StrEnum):
    """How a finding weighs."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    """It works, and the user should know."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What `check` found about one thing, in a sentence; and what to do about it, where it is not good."""

    weight: Weight
    what: str
    remedy: str = ""
    own: tuple[EmailAddress, ...] = ()
    """Addresses that the service says are the account owner's: those that the configuration does not name are told."""
    users: tuple[EmailAddress, ...] = ()
    """The service's users, where only what self logs there counts: it is told where none of them is self."""


@runtime_checkable
class Checked(Protocol):
    """A connector that can look whether it would work offers this; `check` calls it."""

    def findings(self) -> Iterator[Finding]:
        """Login, rights, budgets, settings. Reads a little, never writes. Raises as a pull does."""
