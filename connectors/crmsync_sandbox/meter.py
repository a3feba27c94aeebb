"""What a sandbox counts: requests by service, units by account, and a log of every call."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """Where in the life of a request a hook is called."""

    BEFORE_EFFECT = "before-effect"
    AFTER_EFFECT = "after-effect"
    """The effect has happened, the answer has not gone out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as the sandbox saw it. Tokens are nowhere in it."""

    service: str
    """"gmail", "google-calendar", "google-contacts", "hubspot", "token" for the token endpoint, "consent" for its page.
    """
    method: str
    path: str
    query: str = ""
    account: str | None = None
    """The address that the access token belongs to; None for HubSpot."""
    body: bytes = field(default=b"", repr=False)
    """What was sent to HubSpot; empty where the body holds a token."""
    status: int | None = None
    """None before the effect, and where the connection was dropped before it."""
    answered: bool = True
    """False: the connection was dropped."""
    units: int = 0
    items: int = 1
    """How many parts a batch holds, or how many inputs, where the service's handler says so."""
    parts: tuple["Call", ...] = ()
    """What a Gmail batch holds."""


class Meter:
    """Counts of one sandbox. A batch is one request; requests for tokens are counted apart, refusals as any request.

    The consent page is the browser's: it stands in the log only.
    """

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.units: Counter[str] = Counter()
        self.refreshes = 0
        self.log: list[Call] = []

    def record(self, call: Call) -> None:
        self.log.append(call)
        if call.service == "token":
            self.refreshes += 1
        elif call.service != "consent":
            self.requests[call.service] += 1
        if call.account and call.units:
            self.units[call.account] += call.units

    def reset(self) -> None:
        """Start again from zero."""
        self.requests.clear()
        self.units.clear()
        self.refreshes = 0
        self.log.clear()
