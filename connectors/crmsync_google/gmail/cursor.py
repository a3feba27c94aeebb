"""Where a pull goes on: the place in the mailbox's history, and whether the first pull is done."""

import json
from dataclasses import dataclass
from datetime import datetime

from crmsync.connector import Cursor, CursorExpired


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPull:
    """The first pull is under way. `history` was taken before anything was listed, and stays as it is to the end."""

    history: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nightly:
    """Everything since `since` is known up to `history`."""

    history: str
    since: datetime | None = None


Place = FirstPull | Nightly


def write(place: Place) -> Cursor:
    match place:
        case FirstPull():
            parts = {"stage": "first", "history": place.history}
        case Nightly():
            since = {"since": place.since.isoformat()} if place.since else {}
            parts = {"stage": "nightly", "history": place.history, **since}
    return Cursor(json.dumps(parts))


def read(cursor: Cursor | None) -> Place | None:
    """The place that `write` wrote. Raises `CursorExpired` on what it did not."""
    if cursor is None:
        return None
    try:
        parts = json.loads(cursor)
        stage, history = parts["stage"], str(int(parts["history"]))
        since = datetime.fromisoformat(parts["since"]) if "since" in parts else None
    except (ValueError, LookupError, TypeError) as error:
        raise CursorExpired("The cursor of this mailbox can't be read. Pull from the beginning.") from error
    return FirstPull(history=history) if stage == "first" else Nightly(history=history, since=since)
