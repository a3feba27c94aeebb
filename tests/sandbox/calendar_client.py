"""What the tests of the Calendar stand-in share: meetings, and a bare client of the owner's calendars."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from gmail_client import OWNER, Reply, Wire, log_in

from crmsync_sandbox.calendar.account import CalendarAccount
from crmsync_sandbox.calendar.agenda import Agenda
from crmsync_sandbox.life import Guest, Meeting
from crmsync_sandbox.server import Sandbox

BOB = "bob@example.org"
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
READING = ("calendar.events.readonly", "calendar.calendarlist.readonly")


def meeting(id: str = "m1", start: datetime = START, **fields: Any) -> Meeting:
    """An hour of the owner's with Bob."""
    guests = (Guest(email=OWNER), Guest(email=BOB, name="Bob", answer="needsAction"))
    return Meeting(
        **{"id": id, "start": start, "end": start + HOUR, "organizer": OWNER, "guests": guests, **fields},
    )


@dataclass(slots=True, kw_only=True)
class Client:
    """Speaks to the sandbox about the owner's calendars."""

    sandbox: Sandbox
    wire: Wire

    @property
    def account(self) -> CalendarAccount:
        return self.sandbox.calendar(OWNER)

    @property
    def agenda(self) -> Agenda:
        return self.account.primary

    def get(self, path: str, **parameters: object) -> Reply:
        return self.wire.ask("GET", f"/calendar/v3/{path}?{urlencode(parameters, doseq=True)}")

    def events(self, calendar: str = "primary", **parameters: object) -> Reply:
        """Single events, but for these parameters."""
        return self.get(f"calendars/{quote(calendar)}/events", **{"singleEvents": "true", **parameters})

    def ids(self, calendar: str = "primary", **parameters: object) -> list[str]:
        return [event["id"] for event in self.events(calendar, **parameters).body["items"]]

    def sync_token(self, calendar: str = "primary", **parameters: object) -> str:
        token: str = self.events(calendar, **parameters).body["nextSyncToken"]
        return token


@contextmanager
def client(*scopes: str) -> Iterator[Client]:
    """A sandbox of its own, whose limits' minute is a real one."""
    with Sandbox() as sandbox, log_in(sandbox, OWNER, *(scopes or READING)) as wire:
        yield Client(sandbox=sandbox, wire=wire)
