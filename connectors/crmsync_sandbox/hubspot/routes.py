"""The portal's paths, each in the form of v3 or v4 and in that of a dated version, with the scopes they need."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..faults import HalfBatch, Kind
from ..routing import Route
from . import account_info, associations, definitions, owners_list, reading, search, writing
from .asking import Answer, Asked
from .errors import Body, Refusal, Refused, bad_request, missing_scopes, no_such, unauthorized
from .portal import Portal

DATED = "2026-09"
READ = ("crm.objects.contacts.read",)
WRITE = ("crm.objects.contacts.write",)
SCHEMA_READ = ("crm.objects.contacts.read", "crm.schemas.contacts.read", "crm.schemas.contacts.write")
SCHEMA_WRITE = ("crm.schemas.contacts.write",)
OWNERS_READ = ("crm.objects.owners.read",)
ANY = ()

Operation = Callable[[Portal, Asked], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One operation: its method, its path below its area, and any one of the scopes that open it (none: any key)."""

    method: str
    area: str
    path: str
    operation: Operation
    scopes: tuple[str, ...]


AREAS = {
    "objects": ("/crm/v3/objects", f"/crm/objects/{DATED}"),
    "properties": ("/crm/v3/properties", f"/crm/properties/{DATED}"),
    "associations": ("/crm/v4/associations", f"/crm/associations/{DATED}"),
    "owners": ("/crm/v3/owners", f"/crm/owners/{DATED}"),
    "account": ("/account-info/v3", f"/account-info/{DATED}"),
}
"""Where each area lies: in the numbered version and in the dated one."""


def _door(method: str, area: str, path: str, operation: Operation, scopes: tuple[str, ...]) -> Door:
    return Door(method=method, area=area, path=path, operation=operation, scopes=scopes)


DOORS = (
    _door("POST", "objects", "/{kind}/batch/read", reading.batch_read, READ),
    _door("POST", "objects", "/{kind}/batch/update", writing.batch_update, WRITE),
    _door("POST", "objects", "/{kind}/batch/create", writing.batch_create, WRITE),
    _door("POST", "objects", "/{kind}/batch/archive", writing.batch_archive, WRITE),
    _door("POST", "objects", "/{kind}/search", search.search, READ),
    _door("GET", "objects", "/{kind}", reading.list_all, READ),
    _door("POST", "objects", "/{kind}", writing.create_one, WRITE),
    _door("GET", "objects", "/{kind}/{id}", reading.get_one, READ),
    _door("PATCH", "objects", "/{kind}/{id}", writing.update_one, WRITE),
    _door("DELETE", "objects", "/{kind}/{id}", writing.archive_one, WRITE),
    _door("GET", "properties", "/{kind}/groups", definitions.list_groups, SCHEMA_READ),
    _door("POST", "properties", "/{kind}/groups", definitions.create_group, SCHEMA_WRITE),
    _door("GET", "properties", "/{kind}/groups/{name}", definitions.get_group, SCHEMA_READ),
    _door("PATCH", "properties", "/{kind}/groups/{name}", definitions.update_group, SCHEMA_WRITE),
    _door("POST", "properties", "/{kind}/batch/create", definitions.batch_create, SCHEMA_WRITE),
    _door("GET", "properties", "/{kind}", definitions.list_properties, SCHEMA_READ),
    _door("POST", "properties", "/{kind}", definitions.create_property, SCHEMA_WRITE),
    _door("GET", "properties", "/{kind}/{name}", definitions.get_property, SCHEMA_READ),
    _door("PATCH", "properties", "/{kind}/{name}", definitions.update_property, SCHEMA_WRITE),
    _door("DELETE", "properties", "/{kind}/{name}", definitions.archive_property, SCHEMA_WRITE),
    _door("POST", "associations", "/{source}/{target}/batch/read", associations.batch_read, READ),
    _door("POST", "associations", "/{source}/{target}/batch/create", associations.batch_create, WRITE),
    _door("POST", "associations", "/{source}/{target}/batch/archive", associations.batch_archive, WRITE),
    _door("GET", "owners", "", owners_list.list_owners, OWNERS_READ),
    _door("GET", "owners", "/", owners_list.list_owners, OWNERS_READ),
    _door("GET", "owners", "/{id}", owners_list.get_owner, OWNERS_READ),
    _door("GET", "account", "/details", account_info.details, ANY),
)


def routes(portal: Portal) -> list[BaseRoute]:
    """Every door in both forms, for mounting at the root of an application."""
    doors: list[BaseRoute] = [
        Route(root + door.path, _endpoint(portal, door, dated=dated), methods=[door.method])
        for door in DOORS
        for dated, root in zip((False, True), AREAS[door.area], strict=True)
    ]
    return [*doors, Route("/oauth/v2/private-apps/get/access-token-info", _key_info(portal), methods=["POST"])]


def _key_info(portal: Portal) -> Callable[[Request], object]:
    """What a key may do, told to whoever has it. It is asked without an Authorization header."""

    async def endpoint(request: Request) -> Response:
        if _json(await request.body()).get("tokenKey") != portal.key:
            return refusal_response(no_such("Token", "").refusal())
        return _response(200, {"userId": 1, "hubId": 1, "appId": 1, "scopes": sorted(portal.scopes)}, {})

    return endpoint


def _endpoint(portal: Portal, door: Door, *, dated: bool) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        headers: dict[str, str] = {}
        try:
            with portal.acting():
                headers |= _admit(portal, door, request)
                answer = door.operation(portal, _asked(request, raw, dated=dated))
        except Refused as refused:
            return refusal_response(refused.refusal, headers)
        return _response(answer.status, answer.body, headers)

    return endpoint


def refusal_response(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as it goes out."""
    return _response(refusal.status, refusal.body, {**(headers or {}), **refusal.headers})


def _admit(portal: Portal, door: Door, request: Request) -> Mapping[str, str]:
    """The headers that tell of the limits. Raises `Refused` without key or scope, or beyond a limit."""
    if request.headers.get("authorization") != f"Bearer {portal.key}":
        raise Refused(unauthorized())
    headers = portal.limits.take(portal.today, searching=door.operation is search.search)
    if door.scopes and portal.scopes.isdisjoint(door.scopes):
        raise Refused(missing_scopes(door.scopes))
    return headers


def _asked(request: Request, raw: bytes, *, dated: bool) -> Asked:
    url = str(request.url.replace(query=""))
    return Asked(
        path=request.path_params,
        query=request.query_params,
        body=_json(raw),
        url=url,
        dated=dated,
        halved=_halved(request),
    )


def _halved(request: Request) -> int | None:
    """The status with which every second input of a batch is refused."""
    kinds: tuple[Kind, ...] = request.state.exchange.kinds
    return next((kind.refusal.status for kind in kinds if isinstance(kind, HalfBatch)), None)


def _json(raw: bytes) -> Body:
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        raise Refused(bad_request("Invalid input JSON: not JSON at all")) from None
    if not isinstance(body, dict):
        raise Refused(bad_request("Invalid input JSON: not an object"))
    return body


def _response(status: int, body: Body | None, headers: Mapping[str, str]) -> Response:
    if body is None:
        return Response(status_code=status, headers=headers)
    content = json.dumps(body, separators=(",", ":")).encode()
    return Response(content, status_code=status, headers=headers, media_type="application/json;charset=utf-8")
