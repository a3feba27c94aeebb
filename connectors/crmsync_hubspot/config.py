"""The settings of a HubSpot destination, and what holds for every connection to HubSpot."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from crmsync.connector import Secret

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSpotConfig:
    """The table of a HubSpot destination. Raises ValueError for an `api_base` that would show the key to others."""

    key: Secret
    """A service key, or the token of a private app."""
    api_base: str = "https://api.hubapi.com"
    """The host alone: https, or http on loopback."""
    api_version: Literal["v3", "2026-09"] = "v3"
    """HubSpot's dated version, or the one before it."""
    requests_per_10_seconds: int = 100
    """To begin with. HubSpot's answers tell 100 on Free and Starter, 190 on Professional and Enterprise, or 250."""
    queue: str | None = None
    """The id of the task queue into which new tasks go."""
    create_contacts: Literal["never", "two-way"] = "never"
    """two-way: whom one really talks with, and who is not there, gets a contact."""
    log: tuple[Literal["meeting", "mail"], ...] = ()
    """What becomes a record of its own on the contacts' timelines."""
    log_at_most: int = 2000
    """Records that one run may make; the newest come first, the rest in later runs."""

    def __post_init__(self) -> None:
        require_safe(self.api_base, self.requests_per_10_seconds)
        if self.log_at_most < 1:
            raise ValueError("log_at_most must be at least 1")


def require_safe(api_base: str, requests_per_10_seconds: int) -> None:
    """Raises ValueError for a base that would show the key to others, and for no allowance."""
    base = urlsplit(api_base)
    if base.scheme != "https" and (base.scheme != "http" or base.hostname not in LOOPBACK):
        raise ValueError("api_base must be an https address, or http on this machine")
    if requests_per_10_seconds < 1:
        raise ValueError("requests_per_10_seconds must be at least 1")
