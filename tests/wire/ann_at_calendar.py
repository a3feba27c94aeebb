"""Ann's calendars as the recorded conversations of the calendar source have them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from ann_at_gmail import ANN, BOB, NOWHERE, ZOE, Known, login_of
from crm_at_hubspot import NOW
from tape import Studio

from crmsync.connector import Account, Channel, Cursor, EmailAddress, Interaction, Participant, Role, Secret
from crmsync.retry import Caller
from crmsync_google.calendar import GoogleCalendar
from crmsync_google.calendar.cursor import Place, write
from crmsync_sandbox.calendar.account import CalendarAccount
from crmsync_sandbox.calendar.tokens import Place as Token
from crmsync_sandbox.faults import Kind
from crmsync_sandbox.life import Guest, Meeting
from crmsync_sandbox.server import Sandbox

YESTERDAY = NOW - timedelta(days=1)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=NOW.tzinfo)
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
VIEW = Known(now=NOW)
TEAM = "team@group.calendar.google.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnAtCalendar:
    """One conversation with Google Calendar about Ann's calendars."""

    studio: Studio
    sandbox: Sandbox | None
    """None while the conversation is played."""
    scopes: tuple[str, ...] = ("calendar.calendarlist.readonly", "calendar.events.readonly")
    calendars: tuple[str, ...] | Literal["all"] = ("primary",)

    def prepare(self, happen: Callable[[CalendarAccount], object]) -> None:
        """Let this happen in the calendars before the conversation begins."""
        if self.sandbox:
            happen(self.sandbox.calendar(ANN))

    def trouble(self, kind: Kind) -> None:
        """Let the first request meet trouble."""
        if self.sandbox:
            self.sandbox.faults.add(kind, service="google-calendar")

    @contextmanager
    def on_air(self) -> Iterator[GoogleCalendar]:
        """The source whose requests within are the whole conversation."""
        login = json.dumps(login_of(self.sandbox, *self.scopes))
        api_base = self.sandbox.url if self.sandbox else NOWHERE
        config = GoogleCalendar.Config(account=ANN, api_base=api_base, calendars=self.calendars)
        account = Account(address=ANN, login=Secret("a file", lambda: login))
        with self.studio.on_air():
            yield GoogleCalendar(config, account=account, caller=Caller(wait_scale=0.01))


def some_meetings(account: CalendarAccount) -> None:
    """A talk with a room and an answer still open, a weekly one, a fair, a focus time; a calendar that is shared."""
    midnight = MONDAY.replace(hour=0)
    room = Guest(email="c_1@resource.calendar.google.com", room=True)
    talk = (Guest(email=ANN), Guest(email=BOB, name="Bob Stone", answer="needsAction"), room)
    account.primary.add(meeting("talk", MONDAY, guests=talk))
    account.primary.add(meeting("weekly", MONDAY + HOUR, organizer=ZOE, every=WEEK, count=3))
    account.primary.add(meeting("fair", midnight, all_day=True, end=midnight + timedelta(days=2)))
    account.primary.add(meeting("focus", MONDAY + 3 * HOUR, kind="focusTime", guests=()))
    team = account.add(TEAM, role="reader", owner=TEAM, zone="Asia/Tokyo")
    team.add(meeting("copy", MONDAY, uid="talk@google.com"))
    account.add(BOB, role="freeBusyReader", owner=BOB)


def meeting(id: str, start: datetime, **fields: Any) -> Meeting:
    """An hour of Ann's with Zoe."""
    usual = {
        "end": start + HOUR,
        "organizer": ANN,
        "guests": (Guest(email=ANN), Guest(email=ZOE)),
        "title": f"About {id}",
    }
    return Meeting(id=id, start=start, **{**usual, **fields})


def token(version: int, calendar: str = ANN) -> str:
    """What the stand-in gives to somebody who knows what happened up to this version of a calendar."""
    return Token(calendar=calendar, version=version).text()


def known(version: int = 5) -> Cursor:
    """The cursor of somebody who was told yesterday all of Ann's primary calendar, up to this version."""
    calendars: dict[str, str | None] = {ANN: token(version)}
    place = Place(listed=YESTERDAY, chosen=("primary",), calendars=calendars, primary=ANN, own=(ANN,), finished=True)
    return write(place)


def told(id: str, start: datetime, *participants: Participant, calendar: str = ANN, **fields: Any) -> Interaction:
    """What a source tells of an hour's meeting, with Ann and Zoe where nobody else is named."""
    whole = {
        "id": record_id(calendar, id),
        "channel": Channel.MEETING,
        "at": start,
        "duration": HOUR,
        "participants": participants or (person(ANN, Role.ORGANIZER), person(ZOE)),
        "key": key_of(f"{id.partition('_')[0]}@google.com", f"{start:%Y-%m-%dT%H:%M:%SZ}"),
    }
    return Interaction(**{**whole, **fields})


def record_id(calendar: str, event: str = "") -> str:
    return f"{sha256(calendar.encode()).hexdigest()[:16]}/{event}"


def key_of(uid: str, begins: str) -> str:
    return f"{sha256(uid.encode()).hexdigest()[:32]} {begins}"


def person(address: str, role: Role = Role.ATTENDEE, name: str = "", *, declined: bool = False) -> Participant:
    return Participant(address=EmailAddress(address), role=role, name=name, declined=declined)
