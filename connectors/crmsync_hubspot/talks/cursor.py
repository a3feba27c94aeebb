"""Where a pull goes on: for each type of activity how far it is known, and how far the present pass has come."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from crmsync.connector import Cursor, CursorExpired

A_ROUND = timedelta(days=7)
"""After so long a type is told in full again: a deleted activity shows in no search, and one that got another contact
need not count as changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One way through a type, by ascending id. `whole`: through all of it, not only what changed."""

    begun: datetime
    whole: bool
    after: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """`known`: what changed before that is known. `told`: when all was last told. None: never."""

    known: datetime | None = None
    told: datetime | None = None
    under_way: Pass | None = None

    def next_pass(self, now: datetime) -> Pass:
        """The one that was broken off, else a new one."""
        whole = self.known is None or self.told is None or now - self.told >= A_ROUND
        return self.under_way or Pass(begun=now, whole=whole)

    def at(self, under_way: Pass, after: str) -> "Mark":
        return replace(self, under_way=replace(under_way, after=after))

    def done(self, ended: Pass, overlap: timedelta) -> "Mark":
        return Mark(known=ended.begun - overlap, told=ended.begun if ended.whole else self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`since`: the horizon that it holds for."""

    marks: Mapping[str, Mark] = field(default_factory=dict)
    since: datetime | None = None

    def of(self, type: str) -> Mark:
        return self.marks.get(type, Mark())

    def at(self, type: str, mark: Mark) -> "Place":
        return replace(self, marks={**self.marks, type: mark})


def write(place: Place) -> Cursor:
    marks = {type: _written(mark) for type, mark in place.marks.items()}
    return Cursor(json.dumps({"marks": marks, "since": _iso(place.since)}))


def read(cursor: Cursor | None) -> Place:
    """The place that `write` wrote. Raises `CursorExpired` on what it did not."""
    if cursor is None:
        return Place()
    try:
        parts = json.loads(cursor)
        return Place(
            marks={type: _mark(part) for type, part in parts["marks"].items()}, since=_time_or_none(parts["since"])
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CursorExpired("The cursor of this log can't be read. Pull from the beginning.") from error


def _written(mark: Mark) -> dict[str, Any]:
    now = mark.under_way
    way = {"begun": _iso(now.begun), "whole": now.whole, "after": now.after} if now else None
    return {"known": _iso(mark.known), "told": _iso(mark.told), "under_way": way}


def _mark(part: Mapping[str, Any]) -> Mark:
    way = part["under_way"]
    return Mark(
        known=_time_or_none(part["known"]),
        told=_time_or_none(part["told"]),
        under_way=Pass(begun=_time(way["begun"]), whole=bool(way["whole"]), after=str(way["after"])) if way else None,
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time_or_none(text: str | None) -> datetime | None:
    return _time(text) if text else None


def _time(text: str) -> datetime:
    """Raises ValueError for a time without an offset, too."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without an offset")
    return at
