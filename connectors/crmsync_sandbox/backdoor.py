"""The back door: another process fills, reads and disturbs a sandbox under /_sandbox/, in JSON.

Every request needs the bearer token of this start and a loopback Host. Services never see the back door, and nothing
that it does is counted.

| under /_sandbox                          | does                                                                |
|------------------------------------------|---------------------------------------------------------------------|
| POST /life                               | fill with a `Life`                                                  |
| POST /generated-life                     | fill with what the generator makes of these arguments; its owner    |
| GET /state                               | all mailboxes, calendars, address books and the portal, whole       |
| GET, DELETE /meter                       | the counters and the log of calls; start them again from zero       |
| GET, POST, DELETE /faults                | those armed; arm a `Fault`, its kind named in `kind.is`; disarm all |
| POST /logins                             | authorized-user JSON for `address` and `scopes`                     |
| DELETE /logins/ADDRESS                   | withdraw it; `?only=access` ends its access tokens only             |
| GET /client                              | the user's own OAuth client, as Google lets them download it        |
| PUT /consent                             | who sits before the consent page, and what they do: a `Person`      |
| POST /service-accounts                   | a service account's key, for the `delegated` scopes                 |
| POST /portal                             | a person does something there: see `Portal.act`                     |
| PATCH /mailboxes/ADDRESS                 | set `aliases` or a limit of its `Quota`                             |
| POST /mailboxes/ADDRESS/messages         | a `Mail` arrives; its id                                            |
| PATCH /mailboxes/ADDRESS/messages/ID     | `add` and `remove` labels                                           |
| DELETE /mailboxes/ADDRESS/messages/ID    | it is gone for ever                                                 |
| DELETE /mailboxes/ADDRESS/history        | every start that a client holds is too old                          |
| PATCH /calendars/ADDRESS                 | a calendar `id` with `role`, `owner`, `zone`, `aliases`; new or not |
| DELETE /calendars/ADDRESS                | `?calendar=ID` is not on the list any more                          |
| POST /calendars/ADDRESS/meetings         | a `Meeting` comes into the calendar that it names; its id           |
| PATCH /calendars/ADDRESS/meetings/ID     | other fields of a meeting, one of a series or a series; `answers`   |
| POST /calendars/ADDRESS/meetings/ID      | a series is another one from its meeting `at` on; its id            |
| DELETE /calendars/ADDRESS/meetings/ID    | it is cancelled; of a series only some meetings are told            |
| DELETE /calendars/ADDRESS/sync-tokens    | every sync token that a client holds has expired                    |
| PATCH /contacts/ADDRESS                  | set `requests_per_minute`                                           |
| POST /contacts/ADDRESS/cards             | a `Card` is entered                                                 |
| PATCH /contacts/ADDRESS/cards/ID         | its `name`, `emails`, `primary`, `groups`; with `id` another one    |
| DELETE /contacts/ADDRESS/cards/ID        | it is gone, and leaves a tombstone                                  |
| POST /contacts/ADDRESS/groups            | a group of this `name`                                              |
| PATCH /contacts/ADDRESS/groups/NAME      | it has another `name`                                               |
| DELETE /contacts/ADDRESS/groups/NAME     | its members leave it, and it is gone                                |
| DELETE /contacts/ADDRESS/sync-tokens     | every sync token that a client holds has expired                    |

Of meetings, `?calendar=ID` names another calendar than the primary one.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .calendar import doors as calendar
from .consent import Person
from .faults import Fault
from .forms import structured, unstructured
from .gmail.mailbox import Mailbox
from .life import Life, Mail
from .oauth import bearer
from .people import doors as people
from .routing import Route
from .services import Services

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Json = dict[str, Any] | list[object]
Handler = Callable[[Services, Request, dict[str, Any]], Json | None]
"""Gets the request's JSON as its last argument. None answers an empty object."""


def routes(services: Services, token: str) -> list[Route]:
    """The back door of `services`, which opens to `token`."""
    return [
        Route(f"/_sandbox{path}", _guarded(services, handler, token), methods=[method])
        for (method, path), handler in HANDLERS.items()
    ]


def _guarded(services: Services, handler: Handler, token: str) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        """403 for a foreign Host, such as a web page's that had its name point here; 401 without the token."""
        if urlsplit(f"//{request.headers.get('host', '')}").hostname not in LOOPBACK:
            return JSONResponse({"error": "the back door is open on loopback only"}, 403)
        shown = bearer(request.headers.get("authorization")) or ""
        if not hmac.compare_digest(shown.encode(), token.encode()):
            return JSONResponse({"error": "the back door needs the token of this start"}, 401)
        try:
            given = json.loads(await request.body() or b"{}")
            answer = handler(services, request, given)
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)
        return JSONResponse({} if answer is None else answer)

    return guarded


def _mailbox(services: Services, request: Request) -> Mailbox:
    return services.mailbox(request.path_params["address"])


# --- filling -------------------------------------------------------------------------------------------


def _life(services: Services, _: Request, given: dict[str, Any]) -> None:
    services.fill(structured(given, Life))


def _generated_life(services: Services, _: Request, given: dict[str, Any]) -> Json:
    from .generate import year

    life = year.life(until=datetime.fromisoformat(given.pop("until")), **given)
    services.fill(life)
    return {"owner": life.owner}


# --- looking -------------------------------------------------------------------------------------------


def _state(services: Services, _: Request, __: dict[str, Any]) -> Json:
    mailboxes = {address: mailbox.dump() for address, mailbox in services.gmail.mailboxes.items()}
    calendars = {address: account.dump() for address, account in services.calendars.accounts.items()}
    contacts = {address: book.dump() for address, book in services.people.address_books.items()}
    portal = services.portal.dump()
    return {"mailboxes": mailboxes, "calendars": calendars, "contacts": contacts, "portal": portal}


def _meter(services: Services, _: Request, __: dict[str, Any]) -> Json:
    meter = services.meter
    return {
        "requests": dict(meter.requests),
        "units": dict(meter.units),
        "refreshes": meter.refreshes,
        "log": unstructured(meter.log),
    }


def _reset_meter(services: Services, _: Request, __: dict[str, Any]) -> None:
    services.meter.reset()


# --- disturbing ----------------------------------------------------------------------------------------


def _faults(services: Services, _: Request, __: dict[str, Any]) -> Json:
    return unstructured(services.faults.armed)


def _arm(services: Services, _: Request, given: dict[str, Any]) -> None:
    services.faults.arm(structured(given, Fault))


def _disarm(services: Services, _: Request, __: dict[str, Any]) -> None:
    services.faults.clear()


def _login(services: Services, request: Request, given: dict[str, Any]) -> Json:
    services.mailbox(given["address"])
    made = services.logins.login(given["address"], given["scopes"], f"{_url(request)}/token")
    login: dict[str, Any] = json.loads(made)
    return login


def _logout(services: Services, request: Request, _: dict[str, Any]) -> None:
    end = services.logins.expire if request.query_params.get("only") == "access" else services.logins.revoke
    end(request.path_params["address"])


def _client(services: Services, request: Request, _: dict[str, Any]) -> Json:
    client: dict[str, Any] = json.loads(services.logins.client(_url(request)))
    return client


def _consent(services: Services, _: Request, given: dict[str, Any]) -> None:
    services.logins.page.person = structured(given, Person)


def _service_account(services: Services, request: Request, given: dict[str, Any]) -> Json:
    key: dict[str, Any] = json.loads(services.logins.robots.make(given["delegated"], f"{_url(request)}/token"))
    return key


def _url(request: Request) -> str:
    return str(request.base_url).rstrip("/")


# --- what happens at the services ------------------------------------------------------------------------


def _act(services: Services, _: Request, given: dict[str, Any]) -> Json:
    return dict(services.portal.act(given))


def _settings(services: Services, request: Request, given: dict[str, Any]) -> None:
    mailbox = _mailbox(services, request)
    mailbox.aliases = given.pop("aliases", mailbox.aliases)
    mailbox.quota.set(**given)


def _receive(services: Services, request: Request, given: dict[str, Any]) -> Json:
    return {"id": _mailbox(services, request).receive(structured(given, Mail))}


def _label(services: Services, request: Request, given: dict[str, Any]) -> None:
    _mailbox(services, request).label(request.path_params["id"], **given)


def _delete(services: Services, request: Request, _: dict[str, Any]) -> None:
    _mailbox(services, request).delete(request.path_params["id"])


def _forget_history(services: Services, request: Request, _: dict[str, Any]) -> None:
    _mailbox(services, request).forget_history()


HANDLERS: Mapping[tuple[str, str], Handler] = {
    ("POST", "/life"): _life,
    ("POST", "/generated-life"): _generated_life,
    ("GET", "/state"): _state,
    ("GET", "/meter"): _meter,
    ("DELETE", "/meter"): _reset_meter,
    ("GET", "/faults"): _faults,
    ("POST", "/faults"): _arm,
    ("DELETE", "/faults"): _disarm,
    ("POST", "/logins"): _login,
    ("DELETE", "/logins/{address}"): _logout,
    ("GET", "/client"): _client,
    ("PUT", "/consent"): _consent,
    ("POST", "/service-accounts"): _service_account,
    ("POST", "/portal"): _act,
    ("PATCH", "/mailboxes/{address}"): _settings,
    ("POST", "/mailboxes/{address}/messages"): _receive,
    ("PATCH", "/mailboxes/{address}/messages/{id}"): _label,
    ("DELETE", "/mailboxes/{address}/messages/{id}"): _delete,
    ("DELETE", "/mailboxes/{address}/history"): _forget_history,
    **calendar.HANDLERS,
    **people.HANDLERS,
}
"""By method and path under /_sandbox."""
