"""Where a pull goes on: of each file how it was and how far it was read. A few dozen letters a file, never an id."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crmsync.connector import Cursor, CursorExpired


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a file was read. `at`: where to go on; of a file that is `done` where its last message begins."""

    state: str
    at: int = 0
    seal: str = ""
    """A fingerprint of what lies before `at`, by which a file that only grew is told from one that was rewritten."""
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Marks by the item's key."""

    marks: Mapping[str, Mark] = field(default_factory=dict)

    def at(self, key: str, mark: Mark) -> "Place":
        return replace(self, marks={**self.marks, key: mark})


def write(place: Place) -> Cursor:
    rows = {key: [mark.state, mark.at, mark.seal, int(mark.done)] for key, mark in place.marks.items()}
    return Cursor(json.dumps(rows, separators=(",", ":")))


def read(cursor: Cursor | None) -> Place:
    """The place that `write` wrote. Raises `CursorExpired` on what it did not."""
    if cursor is None:
        return Place()
    try:
        return Place(marks={key: _mark(row) for key, row in json.loads(cursor).items()})
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CursorExpired("The cursor of these files can't be read. Pull from the beginning.") from error


def _mark(row: list[object]) -> Mark:
    state, at, seal, done = row
    if not isinstance(state, str) or not isinstance(at, int) or not isinstance(seal, str) or at < 0:
        raise TypeError("not a mark of ours")
    return Mark(state=state, at=at, seal=seal, done=bool(done))
