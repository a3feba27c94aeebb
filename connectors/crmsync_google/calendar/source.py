"""The plugin: settings in, pages out. Google's libraries are loaded by the first pull, not by the import."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from crmsync.connector import (
    Account,
    Consent,
    Cursor,
    EmailAddress,
    Finding,
    Granted,
    Page,
    View,
    email_address,
)
from crmsync.retry import Caller
from crmsync_google.calendar.cursor import Chosen, Place, read
from crmsync_google.calendar.private import allowed, known_private
from crmsync_google.endpoint import require_safe

if TYPE_CHECKING:
    from crmsync_google.calendar.calendars import Calendars

A_ROUND = timedelta(days=7)
"""After so long all calendars are listed in full: the horizon moves, new calendars show, and what was missed heals."""

_SCOPES = "https://www.googleapis.com/auth/"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSettings:
    """The table of a calendar source in the configuration."""

    account: str
    """Whose calendars; the login stands under `[accounts]`."""
    calendars: tuple[str, ...] | Literal["all"] = ("primary",)
    """By id, or "primary"; or all that can be read. One that shows only free and busy times is left out."""
    api_base: str = "https://www.googleapis.com"
    """The host alone: https, or http on loopback."""

    def __post_init__(self) -> None:
        require_safe(self.api_base)


class GoogleCalendar:
    """Reads who meets whom: all events once a week, what changed on other nights."""

    Config = CalendarSettings

    def __init__(self, config: CalendarSettings, account: Account, caller: Caller) -> None:
        self._config, self._account, self._caller = config, account, caller

    def scopes(self) -> Collection[str]:
        """What the account must allow."""
        return tuple(_SCOPES + scope for scope in ("calendar.calendarlist.readonly", "calendar.events.readonly"))

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        """As `crmsync.connector.Source.pull`. A quiet night costs one request for each calendar."""
        from crmsync_google.calendar.nights import night
        from crmsync_google.calendar.rounds import full_round

        place = self._place(read(cursor), view)
        with self._opened(subjects=view.subjects) as calendars:
            yield from night(calendars, view, place) if place.finished else full_round(calendars, view, place)

    def log_in(self, scopes: Collection[str], consent: Consent) -> Granted:
        from crmsync_google.consent import log_in

        return log_in(self._account, scopes, consent, self._caller)

    def owner(self) -> EmailAddress | None:
        """The primary calendar has its owner's address for an id."""
        with self._opened() as calendars:
            return next((email_address(one.id) for one in calendars.listed() if one.primary), None)

    def findings(self) -> Iterator[Finding]:
        from crmsync_google.calendar.findings import findings

        with self._opened() as calendars:
            yield from findings(calendars, self._config.calendars)

    def _opened(self, *, subjects: bool = False) -> "AbstractContextManager[Calendars]":
        from crmsync_google.calendar.calendars import opened

        return opened(self._config.api_base, self._account, self._caller, self.scopes(), subjects=subjects)

    def _place(self, before: Place | None, view: View) -> Place:
        """Where to go on; a round begins where there is none, after a week, and where others are to be read now."""
        now = view.now.replace(microsecond=0)
        chosen = allowed(self._config.calendars, view)
        if before is not None and _leads_on(before, chosen, now, view):
            return before
        return Place(
            listed=now,
            chosen=chosen,
            calendars=dict.fromkeys(before.calendars) if before else {},
            own=before.own if before else (),
            since=view.since,
        )


def _leads_on(before: Place, chosen: Chosen, now: datetime, view: View) -> bool:
    """Whether a pull goes on from there: within a week, to the same calendars, of which all may still be read."""
    same = before.chosen == chosen and now - before.listed < A_ROUND and not known_private(view, before)
    return same and (before.finished or before.since == view.since)
