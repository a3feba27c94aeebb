"""What was allowed to whom, and how scopes are written."""

from collections.abc import Collection
from dataclasses import dataclass

GOOGLE_SCOPE = "https://www.googleapis.com/auth/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a user allowed: whose account, and which scopes (by their last word, such as gmail.metadata)."""

    address: str
    scopes: frozenset[str]
    robot: bool = False
    """A service account that acts for nobody: it has no mailbox."""


def short(scope: str) -> str:
    """A scope by its last word."""
    return scope.removeprefix(GOOGLE_SCOPE)


def full(scopes: Collection[str]) -> list[str]:
    """Scopes as Google writes them, sorted."""
    return sorted(GOOGLE_SCOPE + scope for scope in scopes)
