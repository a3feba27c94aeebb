"""The plugin: settings in, pages out. Google's libraries are loaded by the first pull, not by the import."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from crmsync.connector import Account, Cursor, Page, View
from crmsync.retry import Caller
from crmsync_google.calendar.cursor import Place, read
from crmsync_google.endpoint import require_safe

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
        from crmsync_google.calendar.calendars import opened
        from crmsync_google.calendar.nights import night
        from crmsync_google.calendar.rounds import full_round

        place = self._place(read(cursor), view)
        config, account = self._config, self._account
        with opened(config.api_base, account, self._caller, self.scopes(), subjects=view.subjects) as calendars:
            yield from night(calendars, view, place) if place.finished else full_round(calendars, place)

    def _place(self, before: Place | None, view: View) -> Place:
        """Where to go on; a round begins where there is none, after a week, and where other calendars are chosen."""
        now = view.now.replace(microsecond=0)
        known = before is not None and before.chosen == self._config.calendars and now - before.listed < A_ROUND
        if before is not None and known and (before.finished or before.since == view.since):
            return before
        return Place(
            listed=now,
            chosen=self._config.calendars,
            calendars=dict.fromkeys(before.calendars) if before else {},
            own=before.own if before else (),
            since=view.since,
        )
