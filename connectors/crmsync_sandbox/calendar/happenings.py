"""What the back door lets happen in a calendar, from JSON."""

from typing import Any

from ..forms import structured
from ..life import Meeting
from .account import CalendarAccount
from .agenda import Agenda

_SOME_DAY = "2026-01-01T00:00:00Z"


def settings(account: CalendarAccount, given: dict[str, Any]) -> None:
    """`id`: a calendar with this `role`, `owner` and `zone`, made where it is new; `aliases` of its owner."""
    id = given.pop("id", account.address)
    aliases, role = given.pop("aliases", None), given.pop("role", None)
    if id not in account.shown:
        account.add(id, **given)
    agenda = account.agenda(id)
    agenda.aliases = agenda.aliases if aliases is None else aliases
    if role:
        account.show(agenda, role)


def added(account: CalendarAccount, given: dict[str, Any]) -> str:
    """A `Meeting`, put into the calendar that it names; its id."""
    meeting = structured(given, Meeting)
    return account.agenda(meeting.calendar).add(meeting)


def change(agenda: Agenda, id: str, given: dict[str, Any]) -> None:
    """Fields of a `Meeting` that are other now; `answers`: what guests answer, by address."""
    for email, answer in given.pop("answers", {}).items():
        agenda.answer(id, email, answer)
    if given:
        agenda.change(id, **_fields(given))


def split(agenda: Agenda, id: str, given: dict[str, Any]) -> str:
    """A series changes from its meeting `at` on; the id of the new series."""
    at = given.pop("at")
    return agenda.split(id, at, **_fields(given))


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    """As a `Meeting` has them. ValueError where it has none such."""
    whole = {"id": "", "organizer": "", "start": _SOME_DAY, "end": _SOME_DAY, **given}
    meeting = structured(whole, Meeting)
    return {name: getattr(meeting, name) for name in given}
