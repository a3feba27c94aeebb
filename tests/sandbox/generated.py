"""Generated years that several tests look at: each is made once, by the first who asks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from crmsync_sandbox.generate.truth import Year
from crmsync_sandbox.generate.year import year

UNTIL = datetime(2026, 11, 22, 9, tzinfo=UTC)
YEARS: Mapping[str, Mapping[str, Any]] = {
    "usual": {},
    "other seed": {"seed": 7},
    "least": {"people": 120, "messages": 1500},
    "large": {"messages": 20_000},
    "plain": {"people": 20, "messages": 400, "traps": False},
}


@cache
def generated(name: str) -> Year:
    """The year of this name in `YEARS`. Nobody changes it."""
    return year(until=UNTIL, **YEARS[name])
