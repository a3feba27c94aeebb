"""Where a pull goes on: the place in the mailbox's history, and how far the first pull is."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crmsync.connector import Cursor, CursorExpired
from crmsync_google.times import aware


class Stage(StrEnum):
    """What the first pull is about, in its order: most valuable first."""

    FILED = "filed"
    """What the store holds from before, where the mailbox files it otherwise by now: labels may say who is personal."""
    DATES = "dates"
    """The newest mail from and to each of those who matter most, where a query for each is cheaper than all of it."""
    SENT = "sent"
    """All threads that hold a sent message: these are the people one talks with."""
    RECEIVED = "received"
    """Of the rest the newest mail from each of those who matter most, where that is cheaper."""
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPull:
    """The first pull is under way. `history` was taken before anything was listed, and stays as it is to the end.

    `asked`: how far the stage has come through those who matter most, in the order of `crmsync_google.gmail.asking`.
    """

    history: str
    stage: Stage = Stage.FILED
    asked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nightly:
    """Everything since `since` is known up to `history`."""

    history: str
    since: datetime | None = None


Place = FirstPull | Nightly

_NIGHTLY = "nightly"


def write(place: Place) -> Cursor:
    match place:
        case FirstPull():
            parts = {"stage": place.stage.value, "history": place.history, "asked": place.asked}
        case Nightly():
            since = {"since": place.since.isoformat()} if place.since else {}
            parts = {"stage": _NIGHTLY, "history": place.history, **since}
    return Cursor(json.dumps({name: part for name, part in parts.items() if part}))


def read(cursor: Cursor | None) -> Place | None:
    """The place that `write` wrote. Raises `CursorExpired` on what it did not."""
    if cursor is None:
        return None
    try:
        return _place(json.loads(cursor))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CursorExpired("The cursor of this mailbox can't be read. Pull from the beginning.") from error


def _place(parts: dict[str, str]) -> Place:
    history = str(int(parts["history"]))
    if parts["stage"] == _NIGHTLY:
        return Nightly(history=history, since=aware(parts["since"]) if "since" in parts else None)
    return FirstPull(history=history, stage=Stage(parts["stage"]), asked=parts.get("asked", ""))
