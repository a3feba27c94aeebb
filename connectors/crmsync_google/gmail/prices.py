"""What Gmail's methods cost, in quota units: https://developers.google.com/gmail/api/reference/quota."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The defaults are those of projects made since May 2026; older ones pay 5 for a message and 10 for a thread."""

    message: int = 20
    thread: int = 40
    listing: int = 5
    history: int = 2
    profile: int = 1
    labels: int = 1
    aliases: int = 1

    @classmethod
    def of(cls, prices: Mapping[str, int]) -> Self:
        """The defaults, but for what `prices` names by method."""
        return cls(**{_FIELDS[method]: units for method, units in prices.items() if method in _FIELDS})


_FIELDS = {
    "messages.get": "message",
    "threads.get": "thread",
    "messages.list": "listing",
    "history.list": "history",
    "getProfile": "profile",
    "labels.list": "labels",
    "sendAs.list": "aliases",
}
