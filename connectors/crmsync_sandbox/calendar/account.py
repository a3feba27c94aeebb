"""What one Google account sees: its calendar list, and its limit."""

from collections.abc import Iterable
from typing import Any, Literal

from ..google.allowance import Allowance
from ..google.errors import ApiError
from ..life import Meeting
from .agenda import Agenda
from .errors import TOO_FAST
from .resource import event

Role = Literal["owner", "writer", "reader", "freeBusyReader"]

REQUESTS_PER_MINUTE = 600


class CalendarAccount:
    """`shown`: the calendars on its list with what it may do there. The primary one has its address for an id."""

    def __init__(self, address: str, *, window_scale: float = 1.0) -> None:
        self.address = address
        self.refusal: ApiError | None = None
        """Answers every request while it is set: one of calendar.errors."""
        self.allowance = Allowance(REQUESTS_PER_MINUTE, TOO_FAST, window_scale=window_scale)
        self.shown: dict[str, tuple[Agenda, Role]] = {}
        self.hidden: set[str] = set()
        """Ids of those that the list shows only on request."""
        self.primary = self.show(Agenda(address, owner=address), "owner")

    def show(self, agenda: Agenda, role: Role) -> Agenda:
        """Put a calendar on the list, or change what may be done there."""
        self.shown[agenda.id] = (agenda, role)
        return agenda

    def add(self, id: str, *, role: Role = "owner", owner: str = "", zone: str = "Europe/London") -> Agenda:
        """A new calendar of this id on the list; `owner`: whose it is, if somebody else's."""
        return self.show(Agenda(id, owner=owner or self.address, zone=zone), role)

    def remove(self, id: str) -> None:
        """Take a calendar off the list: it can't be read any more."""
        del self.shown[id]

    def agenda(self, id: str = "") -> Agenda:
        """The calendar of this id, or the primary one. KeyError where it is not on the list."""
        return self.shown[id or self.address][0]

    def fill(self, meetings: Iterable[Meeting]) -> None:
        """Load meetings into the calendars that they name, which are made where they are new."""
        for meeting in meetings:
            if meeting.calendar and meeting.calendar not in self.shown:
                self.add(meeting.calendar)
            self.agenda(meeting.calendar).add(meeting)

    def expire_sync_tokens(self) -> None:
        for agenda, _ in self.shown.values():
            agenda.expire_sync_tokens()

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON."""
        return {"address": self.address, "calendars": [_dump(agenda, role) for agenda, role in self.shown.values()]}


def _dump(agenda: Agenda, role: Role) -> dict[str, Any]:
    with agenda.lock:
        events = [event(agenda, entry) for entry in agenda.entries()]
        return {"id": agenda.id, "role": role, "owner": agenda.owner, "zone": agenda.zone, "events": events}
