"""What the back door does to calendars."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from ..forms import structured
from ..life import Meeting
from .account import CalendarAccount
from .agenda import Agenda

if TYPE_CHECKING:
    from ..backdoor import Handler
    from ..services import Services

_SOME_DAY = "2026-01-01T00:00:00Z"


def _account(services: "Services", request: Request) -> CalendarAccount:
    return services.calendar(request.path_params["address"])


def _agenda(services: "Services", request: Request) -> Agenda:
    return _account(services, request).agenda(request.query_params.get("calendar", ""))


def _settings(services: "Services", request: Request, given: dict[str, Any]) -> None:
    account = _account(services, request)
    id = given.pop("id", account.address)
    account.allowance.per_minute = given.pop("requests_per_minute", account.allowance.per_minute)
    aliases, role = given.pop("aliases", None), given.pop("role", None)
    if id not in account.shown:
        account.add(id, **given)
    agenda = account.agenda(id)
    agenda.aliases = agenda.aliases if aliases is None else aliases
    account.show(agenda, role or account.shown[id][1])


def _remove(services: "Services", request: Request, _: dict[str, Any]) -> None:
    _account(services, request).remove(request.query_params["calendar"])


def _add(services: "Services", request: Request, given: dict[str, Any]) -> dict[str, Any]:
    meeting = structured(given, Meeting)
    return {"id": _account(services, request).agenda(meeting.calendar).add(meeting)}


def _change(services: "Services", request: Request, given: dict[str, Any]) -> None:
    agenda, id = _agenda(services, request), request.path_params["id"]
    for email, answer in given.pop("answers", {}).items():
        agenda.answer(id, email, answer)
    if given:
        agenda.change(id, **_fields(given))


def _split(services: "Services", request: Request, given: dict[str, Any]) -> dict[str, Any]:
    at = given.pop("at")
    return {"id": _agenda(services, request).split(request.path_params["id"], at, **_fields(given))}


def _cancel(services: "Services", request: Request, _: dict[str, Any]) -> None:
    _agenda(services, request).cancel(request.path_params["id"])


def _expire(services: "Services", request: Request, _: dict[str, Any]) -> None:
    _account(services, request).expire_sync_tokens()


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    """As a `Meeting` has them. ValueError where it has none such."""
    whole = {"id": "", "organizer": "", "start": _SOME_DAY, "end": _SOME_DAY, **given}
    meeting = structured(whole, Meeting)
    return {name: getattr(meeting, name) for name in given}


HANDLERS: "Mapping[tuple[str, str], Handler]" = {
    ("PATCH", "/calendars/{address}"): _settings,
    ("DELETE", "/calendars/{address}"): _remove,
    ("POST", "/calendars/{address}/meetings"): _add,
    ("PATCH", "/calendars/{address}/meetings/{id}"): _change,
    ("POST", "/calendars/{address}/meetings/{id}"): _split,
    ("DELETE", "/calendars/{address}/meetings/{id}"): _cancel,
    ("DELETE", "/calendars/{address}/sync-tokens"): _expire,
}
"""By method and path under /_sandbox."""
