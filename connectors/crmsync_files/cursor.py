"""Where a pull goes on: of each file how it was and how far it was read. A few dozen letters a file, never an id."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from crmsync.connector import Cursor, CursorExpired

_PARTS = 6
"""Of a mark with a prefix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a file was read. `at`: where to go on; of a file that is `done` what comes after its last message."""

    state: str
    at: int = 0
    seal: str = ""
    """A fingerprint of what lies before `at`, by which a file that only grew is told from one that was rewritten."""
    done: bool = False
    prefix: str = ""
    """How the ids begin of what goes when the file goes; "" where that stays."""
    within: str = ""
    """The folders that it lay in, hashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Marks by the item's key."""

    marks: Mapping[str, Mark] = field(default_factory=dict)

    def at(self, key: str, mark: Mark) -> "Place":
        return replace(self, marks={**self.marks, key: mark})

    def anew(self, key: str) -> "Place":
        """As if the file had changed: it is read from its beginning."""
        return self.at(key, replace(self.marks[key], state="", at=0, seal="", done=False))

    def without(self, keys: Collection[str]) -> "Place":
        return replace(self, marks={key: mark for key, mark in self.marks.items() if key not in keys})


def write(place: Place) -> Cursor:
    rows = {key: _row(mark) for key, mark in place.marks.items()}
    return Cursor(json.dumps(rows, separators=(",", ":")))


def read(cursor: Cursor | None) -> Place:
    """The place that `write` wrote. Raises `CursorExpired` on what it did not."""
    if cursor is None:
        return Place()
    try:
        return Place(marks={key: _mark(row) for key, row in json.loads(cursor).items()})
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CursorExpired("The cursor of these files can't be read. Pull from the beginning.") from error


def _row(mark: Mark) -> list[object]:
    prefix = [mark.prefix, mark.within] if mark.prefix else []
    return [mark.state, mark.at, mark.seal, int(mark.done), *prefix]


def _mark(row: list[object]) -> Mark:
    state, at, seal, done, prefix, within = row if len(row) == _PARTS else (*row, "", "")
    if not all(isinstance(text, str) for text in (state, seal, prefix, within)):
        raise TypeError("not a mark of ours")
    if not isinstance(at, int) or at < 0:
        raise TypeError("not a mark of ours")
    return Mark(state=str(state), at=at, seal=str(seal), done=bool(done), prefix=str(prefix), within=str(within))
