"""Tasks that were skipped: who is put off again and again is wanted less often than the cadence says."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from crmsync.relationships.cadence import Cadence

IN_A_ROW = 3
LOOSENED = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one of the person's tasks ended: skipped, for nobody touched it; else done, or put away by a person."""

    at: datetime
    skipped: bool


def loosened(every: Cadence, endings: Iterable[Ending], since: datetime | None) -> Cadence:
    """The cadence, half as long again for each three tasks skipped in a row since the last contact, `since`.

    What was loosened stays so until the next contact.
    """
    times = _rows(ending.skipped for ending in endings if since is None or ending.at > since)
    if not times:
        return every
    because = f"{every.because}, loosened: {times * IN_A_ROW} tasks were skipped"
    return replace(every, days=round(every.days * LOOSENED**times), because=because)


def _rows(skips: Iterable[bool]) -> int:
    """How many times three in a row were skipped."""
    rows = row = 0
    for skipped in skips:
        row = row + 1 if skipped else 0
        if row == IN_A_ROW:
            rows, row = rows + 1, 0
    return rows
