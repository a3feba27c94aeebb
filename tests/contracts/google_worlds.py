"""Gmail, Google Calendar and Google Contacts at the sandbox, as worlds of the source contract."""

import json
from abc import abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

import pytest

from crmsync.connector import Account, EmailAddress, Secret
from crmsync.retry import Caller
from crmsync.testing import Ability, Failure, SourceWorld
from crmsync_google.calendar import GoogleCalendar
from crmsync_google.contacts import GoogleContacts
from crmsync_google.gmail import Gmail
from crmsync_sandbox.faults import Drop, Kind, Refuse
from crmsync_sandbox.life import Card, Guest, Mail, Meeting
from crmsync_sandbox.server import Sandbox

ANN = EmailAddress("ann@example.com")
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
PLENTY = 1_000_000
FAULTS: Mapping[Failure, Kind] = {
    Failure.TOO_FAST: Refuse(status=429),
    Failure.BROKEN: Refuse(status=500),
    Failure.DOWN: Refuse(status=503),
    Failure.DROPPED: Drop(),
    Failure.LOST: Drop(after_effect=True),
    Failure.NO_LOGIN: Refuse(status=401),
}


class SandboxWorld(SourceWorld):
    """What the three have in common: a sandbox whose limits are out of the way, and smaller pages."""

    api: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.sandbox = Sandbox(window_scale=0.01, now=lambda: NOW)
        self.sandbox.__enter__()
        self.patches = pytest.MonkeyPatch()
        self.count = 0

    def close(self) -> None:
        self.patches.undo()
        self.sandbox.__exit__(None, None, None)

    @property
    def now(self) -> datetime:
        return NOW

    def requests(self) -> int:
        return self.sandbox.meter.requests[self.api]

    def fail(self, failure: Failure, times: int | None = 1) -> None:
        self.sandbox.faults.add(FAULTS[failure], service=self.api, times=times)

    def heal(self) -> None:
        self.sandbox.faults.clear()

    def numbered(self) -> int:
        self.count += 1
        return self.count

    def account(self, *scopes: str) -> Account:
        """A login whose token does not expire by itself: the library looks at a clock that is not ours."""
        login = {**json.loads(self.sandbox.login(ANN, scopes))}
        login.pop("expiry", None)
        text = json.dumps(login)
        return Account(address=ANN, login=Secret("a file", lambda: text), units_per_minute=PLENTY)

    @property
    def caller(self) -> Caller:
        return Caller(wait_scale=0.001)

    @abstractmethod
    def held(self) -> object: ...


class GmailWorld(SandboxWorld):
    """Mail that Bob and others send to Ann. What was taken for mail and is spam was no conversation."""

    api = "gmail"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.mailbox = self.sandbox.mailbox(ANN)
        self.mailbox.quota.units_per_minute = PLENTY
        self.patches.setattr("crmsync_google.gmail.reading.PAGE", 5)

    def open(self) -> Gmail:
        config = Gmail.Config(account=ANN, api_base=self.sandbox.url)
        return Gmail(config, account=self.account("gmail.metadata"), caller=self.caller)

    def add(self, address: str, at: datetime) -> str:
        headers = (("From", f"Somebody <{address}>"), ("To", ANN), ("Subject", "CANARY"))
        return self.mailbox.receive(Mail(headers=headers, at=at, thread=f"thread {self.numbered()}"))

    def change(self, id: str) -> None:
        self.mailbox.label(id, add=["Investors"])

    def remove(self, id: str) -> None:
        self.mailbox.label(id, add=["SPAM"], remove=["INBOX"])

    def expire(self) -> None:
        self.mailbox.forget_history()

    def spoil(self) -> str:
        return self.add("nobody", NOW)

    def held(self) -> object:
        return self.mailbox.dump()


class CalendarWorld(SandboxWorld):
    """Meetings of Ann's primary calendar."""

    api = "google-calendar"
    lacks: ClassVar = {
        Ability.UNREADABLE: "the stand-in holds no event without a time: tests of the reading alone have such"
    }

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.diary = self.sandbox.calendar(ANN)
        self.diary.allowance.per_minute = PLENTY
        self.patches.setattr("crmsync_google.calendar.calendars.PAGE", 5)

    def open(self) -> GoogleCalendar:
        config = GoogleCalendar.Config(account=ANN, api_base=self.sandbox.url)
        account = self.account("calendar.calendarlist.readonly", "calendar.events.readonly")
        return GoogleCalendar(config, account=account, caller=self.caller)

    def add(self, address: str, at: datetime) -> str:
        guests = (Guest(email=ANN), Guest(email=address))
        id = f"m{self.numbered()}"
        meeting = Meeting(id=id, start=at, end=at + timedelta(hours=1), organizer=ANN, guests=guests)
        return _told_as(self.diary.primary.add(meeting))

    def change(self, id: str) -> None:
        self.diary.primary.answer(id.rpartition("/")[2], self._guest(id), "declined")

    def _guest(self, id: str) -> str:
        entry = self.diary.primary.entry(id.rpartition("/")[2])
        assert entry is not None
        return entry.meeting.guests[-1].email

    def remove(self, id: str) -> None:
        self.diary.primary.cancel(id.rpartition("/")[2])

    def expire(self) -> None:
        self.diary.primary.expire_sync_tokens()

    def held(self) -> object:
        return self.diary.dump()


class ContactsWorld(SandboxWorld):
    """Ann's address book."""

    api = "google-contacts"
    lacks: ClassVar = {Ability.UNREADABLE: "who has no readable address is nobody to us, and is left out"}

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.book = self.sandbox.address_book(ANN)
        self.book.allowance.per_minute = PLENTY
        self.patches.setattr("crmsync_google.contacts.address_book.PAGE", 5)

    def open(self) -> GoogleContacts:
        config = GoogleContacts.Config(account=ANN, api_base=self.sandbox.url)
        return GoogleContacts(config, account=self.account("contacts.readonly"), caller=self.caller)

    def add(self, address: str, at: datetime) -> str:
        id = f"c{self.numbered()}"
        self.book.add(Card(id=id, name="Somebody", emails=(address,)))
        return f"people/{id}"

    def change(self, id: str) -> None:
        self.book.change(id.removeprefix("people/"), name="Somebody Else")

    def remove(self, id: str) -> None:
        self.book.delete(id.removeprefix("people/"))

    def expire(self) -> None:
        self.book.expire_sync_tokens()

    def held(self) -> object:
        return self.book.dump()


def _told_as(event: str) -> str:
    return f"{sha256(ANN.encode()).hexdigest()[:16]}/{event}"
