"""Where a pull goes on: how far each list of people is known."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crmsync.connector import Cursor, CursorExpired
from crmsync_google.times import aware

ANEW = timedelta(days=6)
"""After so long a list is told in full again. The service forgets a place 7 days after the *full* list, whatever was
asked since: https://developers.google.com/people/api/rest/v1/people.connections/list. And a renamed group is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A list is known up to the place that `token` names, and was last told in full at `full`. Empty: not yet."""

    token: str
    full: datetime

    def leads_on(self, now: datetime) -> bool:
        """Whether it is worth asking what changed since."""
        return bool(self.token) and now - self.full < ANEW


Marks = Mapping[str, Mark]
"""By the list's prefix. A list that is not in it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    marks: Marks = field(default_factory=dict)

    def at(self, prefix: str, mark: Mark) -> "Place":
        return Place(marks={**self.marks, prefix: mark})

    def without(self, prefix: str) -> "Place":
        return Place(marks={name: mark for name, mark in self.marks.items() if name != prefix})


def write(place: Place) -> Cursor:
    parts = {prefix: {"token": mark.token, "full": mark.full.isoformat()} for prefix, mark in place.marks.items()}
    return Cursor(json.dumps(parts))


def read(cursor: Cursor | None) -> Place:
    """The place that `write` wrote. Raises `CursorExpired` on what it did not."""
    try:
        parts = json.loads(cursor or "{}")
        return Place(marks={prefix: _mark(part) for prefix, part in parts.items()})
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CursorExpired("The cursor of this address book can't be read. Pull from the beginning.") from error


def _mark(part: Mapping[str, Any]) -> Mark:
    return Mark(token=str(part["token"]), full=aware(part["full"]))
