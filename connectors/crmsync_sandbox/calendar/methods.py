"""Calendar's methods: which path leads to which, who may call it, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..google.answering import Resource
from ..google.errors import Refused
from ..google.fields import Shape
from . import lists, shapes
from .account import CalendarAccount, Role
from .agenda import Agenda
from .arguments import Arguments
from .errors import NOT_FOUND

EVENTS = frozenset({"calendar", "calendar.readonly", "calendar.events", "calendar.events.readonly"})
CALENDARS = frozenset({"calendar", "calendar.readonly", "calendar.calendarlist", "calendar.calendarlist.readonly"})


def _event(agenda: Agenda, role: Role, given: Arguments) -> Resource:
    entry = agenda.entry(given.id)
    if entry is None:
        raise Refused(NOT_FOUND)
    return lists.shown(agenda, role, entry, given.number("maxAttendees"))


def _of_calendar(answer: Callable[[Agenda, Role, Arguments], Resource]) -> "Answer":
    """The method of a calendar: `primary` is the account's own; 404 where it is not on the account's list."""

    def of_account(account: CalendarAccount, calendar: str, given: Arguments) -> Resource:
        found = account.shown.get(account.address if calendar == "primary" else calendar)
        if found is None:
            raise Refused(NOT_FOUND)
        agenda, role = found
        with agenda.lock:
            return answer(agenda, role, given)

    return of_account


Answer = Callable[[CalendarAccount, str, Arguments], Resource]
"""Gets the calendar's id, empty where the path has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: its name in the discovery document, the scopes of which one is needed, its answer and its shape."""

    name: str
    scopes: frozenset[str]
    shape: Shape
    answer: Answer


ID = "{id}"

METHODS: Mapping[tuple[str, ...], Method] = {
    ("users", "me", "calendarList"): Method(
        name="calendarList.list",
        scopes=CALENDARS,
        shape=shapes.CALENDARS,
        answer=lambda account, _, given: lists.calendars(account, given),
    ),
    ("calendars", ID, "events"): Method(
        name="events.list", scopes=EVENTS, shape=shapes.EVENTS, answer=_of_calendar(lists.events)
    ),
    ("calendars", ID, "events", ID): Method(
        name="events.get", scopes=EVENTS, shape=shapes.EVENT, answer=_of_calendar(_event)
    ),
    ("calendars", ID, "events", ID, "instances"): Method(
        name="events.instances", scopes=EVENTS, shape=shapes.EVENTS, answer=_of_calendar(lists.instances)
    ),
}
"""By what stands in the path behind the version."""


def find(segments: tuple[str, ...]) -> tuple[Method | None, str, str]:
    """The method of a path, None where there is none; the ids of calendar and event in the path."""
    if method := METHODS.get(segments):
        return method, "", ""
    named = tuple(ID if place in (1, 3) else one for place, one in enumerate(segments))
    calendar, event = (*segments[1:2], *segments[3:4], "", "")[:2]
    return METHODS.get(named), calendar, event
