"""Where a pull goes on: each calendar's sync token, and how far the last full list reached."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from crmsync.connector import Cursor, CursorExpired, EmailAddress
from crmsync_google.times import aware

AHEAD = timedelta(days=90)
"""So far ahead events are known: a series without an end has no last one."""

Chosen = tuple[str, ...] | Literal["all"]
"""Calendars as the configuration names them: by id, or "primary"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`calendars`: the sync token of each whose events are known; "": it is to be listed; None: not in this round yet.

    In a round that is `finished` one with None is left out by the account's list of calendars; what is known of it
    stays.
    """

    listed: datetime
    """When the round of full lists began."""
    chosen: Chosen
    calendars: Mapping[str, str | None] = field(default_factory=dict)
    primary: str = ""
    unread: tuple[str, ...] = ()
    """Calendars of which a night told that they could not be read; the first one that can withdraws that."""
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
        return replace(self.read_again(calendar), calendars={**self.calendars, calendar: token})

    def read_again(self, calendar: str) -> Self:
        return replace(self, unread=tuple(id for id in self.unread if id != calendar))

    def missing(self, calendar: str) -> Self:
        """The place after a night in which this one could not be read: the next one asks from the same token."""
        return replace(self, unread=tuple(dict.fromkeys((*self.unread, calendar))))

    def named(self) -> list[str]:
        """The ids of the calendars that the configuration names; none where it says "all"."""
        chosen = () if self.chosen == "all" else self.chosen
        return list(dict.fromkeys(self.primary if id == "primary" else id for id in chosen))

    def without(self, calendar: str) -> Self:
        others = {id: token for id, token in self.calendars.items() if id != calendar}
        return replace(self.read_again(calendar), calendars=others)


def write(place: Place) -> Cursor:
    parts: dict[str, Any] = {
        "listed": place.listed.isoformat(),
        "chosen": place.chosen,
        "tokens": place.calendars,
        "primary": place.primary,
        "unread": place.unread,
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
            listed=aware(parts["listed"]),
            chosen="all" if parts["chosen"] == "all" else _texts(parts["chosen"]),
            calendars={str(id): None if token is None else str(token) for id, token in parts["tokens"].items()},
            primary=str(parts["primary"]),
            unread=_texts(parts["unread"]),
            own=tuple(map(EmailAddress, _texts(parts["own"]))),
            since=aware(parts["since"]) if "since" in parts else None,
            finished=bool(parts["finished"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise CursorExpired("The cursor of these calendars can't be read. Pull from the beginning.") from error


def _texts(parts: list[object]) -> tuple[str, ...]:
    return tuple(map(str, parts))
