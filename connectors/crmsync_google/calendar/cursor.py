"""Where a pull goes on: each calendar's sync token, and how far the last full list reached."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from crmsync.connector import Cursor, CursorExpired, EmailAddress

AHEAD = timedelta(days=90)
"""So far ahead events are known: a series without an end has no last one."""

Chosen = tuple[str, ...] | Literal["all"]
"""Calendars as the configuration names them: by id, or "primary"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`calendars`: the sync token of each whose events are known; None: it has not been listed in this round.

    In a round that is `finished` a calendar without a token could not be read; what is known of it stays.
    """

    listed: datetime
    """When the round of full lists began."""
    chosen: Chosen
    calendars: Mapping[str, str | None] = field(default_factory=dict)
    primary: str = ""
    own: tuple[EmailAddress, ...] = ()
    """The addresses of the owner as far as they have shown."""
    since: datetime | None = None
    finished: bool = False

    @property
    def horizon(self) -> datetime:
        """Events that begin then or later are not told."""
        return self.listed + AHEAD

    def holding(self, calendar: str, token: str | None) -> Self:
        """The place once this calendar is known up to `token`."""
        return replace(self, calendars={**self.calendars, calendar: token})

    def without(self, calendar: str) -> Self:
        return replace(self, calendars={id: token for id, token in self.calendars.items() if id != calendar})


def write(place: Place) -> Cursor:
    parts: dict[str, Any] = {
        "listed": place.listed.isoformat(),
        "chosen": place.chosen,
        "calendars": place.calendars,
        "primary": place.primary,
        "own": place.own,
        "finished": place.finished,
    }
    if place.since:
        parts["since"] = place.since.isoformat()
    return Cursor(json.dumps(parts))


def read(cursor: Cursor | None) -> Place | None:
    """The place that `write` wrote. Raises `CursorExpired` on what it did not."""
    if cursor is None:
        return None
    try:
        parts = json.loads(cursor)
        return Place(
            listed=_time(parts["listed"]),
            chosen="all" if parts["chosen"] == "all" else _texts(parts["chosen"]),
            calendars={str(id): None if token is None else str(token) for id, token in parts["calendars"].items()},
            primary=str(parts["primary"]),
            own=tuple(map(EmailAddress, _texts(parts["own"]))),
            since=_time(parts["since"]) if "since" in parts else None,
            finished=bool(parts["finished"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CursorExpired("The cursor of these calendars can't be read. Pull from the beginning.") from error


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at


def _texts(parts: list[object]) -> tuple[str, ...]:
    return tuple(map(str, parts))
