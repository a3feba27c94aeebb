"""One account's calendars at Google: each method is one kind of request."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from googleapiclient.discovery import Resource
from googleapiclient.errors import HttpError

from crmsync.connector import Account, ConnectorError, CursorExpired
from crmsync.retry import Caller
from crmsync_google.batch import Json
from crmsync_google.calendar import asked
from crmsync_google.methods import client
from crmsync_google.times import WINDOW
from crmsync_google.wire import Wire, dialled

METHODS = ("calendarList.list", "events.instances", "events.list")
REQUESTS_PER_MINUTE = 600
PAGE = 2500
FREE_BUSY = "freeBusyReader"
_A_MINUTE_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Unreadable(ConnectorError):
    """This calendar can't be read; the others can."""


class _SeriesGone(ConnectorError):
    """There is no such series any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """An entry of the account's list."""

    id: str
    role: str
    primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Events that end after `since` and begin before `until`."""

    since: datetime | None
    until: datetime

    def parameters(self) -> dict[str, str]:
        least = {"timeMin": _rfc3339(self.since)} if self.since else {}
        return {**least, "timeMax": _rfc3339(self.until)}


class Calendars:
    def __init__(self, wire: Wire, service: Resource, account: Account, *, subjects: bool) -> None:
        self.wire, self.account, self.subjects = wire, account, subjects
        self._list, self._events = service.calendarList(), service.events()
        self._form = {"maxResults": PAGE, "fields": asked.events(subjects=subjects)}

    def listed(self) -> list[Calendar]:
        """Every calendar of the account, those that its owner hides too; the primary one first, then by id."""
        form = {"maxResults": 250, "showHidden": True, "fields": asked.CALENDARS}
        pages = self.wire.pages(lambda token: self._list.list(**form, **token))
        found = [_calendar(entry) for page in pages for entry in page.get("items", ())]
        return sorted(found, key=lambda one: (not one.primary, one.id))

    def events(self, calendar: str, window: Window) -> Iterator[Json]:
        """The pages of all events in `window`, series as single events. Raises `Unreadable`."""
        form = {**self._form, "calendarId": calendar, "singleEvents": True, **window.parameters()}
        return self.wire.pages(lambda token: self._events.list(**form, **token), meaning=self._of_calendar)

    def require_events(self, calendar: str) -> None:
        """Raises `Unauthorized` where events may not be read, though the list may. Reads the events of a minute."""
        window = Window(since=_A_MINUTE_LONG_AGO, until=_A_MINUTE_LONG_AGO + timedelta(minutes=1))
        list(self.events(calendar, window))

    def changes(self, calendar: str, since: str) -> Iterator[Json]:
        """The pages of what changed since this sync token. Raises `Unreadable`; `CursorExpired` where it has expired.

        Whatever window the token began with, a change of a series brings its events up to its end.
        """
        form = {**self._form, "calendarId": calendar, "singleEvents": True, "syncToken": since}
        return self.wire.pages(lambda token: self._events.list(**form, **token), meaning=self._of_changes)

    def instances(self, calendar: str, series: str, window: Window) -> list[Json]:
        """The pages of the events of one series in `window`; none where it is gone."""
        form = {**self._form, "calendarId": calendar, "eventId": series, **window.parameters()}
        try:
            return list(self.wire.pages(lambda token: self._events.instances(**form, **token), meaning=_of_series))
        except _SeriesGone:
            return []

    def _of_calendar(self, refusal: HttpError) -> ConnectorError | None:
        """A calendar that was deleted, or is not shared any more; a refusal of the whole account is none of that."""
        status = refusal.resp.status
        if status == 404 or (status == 403 and self.wire.classify.answer(refusal) is None):
            return Unreadable(f"Google Calendar answered {status}")
        return None

    def _of_changes(self, refusal: HttpError) -> ConnectorError | None:
        """410 is an old token; 400 one that Calendar can't read, or that goes with other parameters."""
        if refusal.resp.status in (400, 410):
            return CursorExpired("Google Calendar has forgotten this place.")
        return self._of_calendar(refusal)


def _of_series(refusal: HttpError) -> ConnectorError | None:
    return _SeriesGone("The series is gone.") if refusal.resp.status in (404, 410) else None


def _calendar(entry: Json) -> Calendar:
    return Calendar(id=entry["id"], role=entry.get("accessRole", ""), primary=bool(entry.get("primary")))


def _rfc3339(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def opened(
    api_base: str, account: Account, caller: Caller, scopes: Collection[str], *, subjects: bool
) -> Iterator[Calendars]:
    """The account's calendars, and the connections closed afterwards. Nothing is sent yet."""
    base = api_base.rstrip("/")
    wire = dialled(
        connector="google-calendar",
        service="Google Calendar",
        api_base=base,
        account=account,
        scopes=scopes,
        caller=caller,
        budget=caller.budget(f"google-calendar:{account.address}", REQUESTS_PER_MINUTE, WINDOW),
    )
    with wire:
        service = client("calendar", "v3", f"{base}/calendar/v3/", *METHODS)
        yield Calendars(wire, service, account, subjects=subjects)
