"""The way of a request from the frame to a service, and of its answer back."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..faults import EmptyPage, Refuse
from ..frame import Exchange, query_of
from ..oauth import bearer
from . import fields
from .arguments import Arguments
from .errors import ApiError
from .fields import Shape

JSON = "application/json; charset=UTF-8"

Resource = dict[str, Any]
"""A JSON object as it stands on the wire."""

CANARY = "CANARY"
"""Stands in every private field: whoever finds it elsewhere has found a leak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, or one part of a batch."""

    method: str
    path: str
    query: str
    token: str | None
    refuse: Refuse | None = None
    """A fault: refuse it whatever it is."""
    empty_page: bool = False
    """A fault: see `Arguments.empty_page`."""
    requests: int = 1
    """So many requests of this user are under way, this one included."""
    part: int = 0
    """Its place in its batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    text: bytes
    units: int = 0
    headers: dict[str, str] = field(default_factory=dict)


def asked(request: Request) -> Asked:
    """A whole request, and what the frame tells of it."""
    exchange: Exchange = request.state.exchange
    return Asked(
        method=request.headers.get("x-http-method-override", request.method),
        path=request.scope["raw_path"].decode(),
        query=query_of(request, exchange.body),
        token=bearer(request.headers.get("authorization")),
        empty_page=any(isinstance(kind, EmptyPage) for kind in exchange.kinds),
        requests=exchange.in_flight,
    )


def response(answer: Answer) -> Response:
    return Response(answer.text, answer.status, answer.headers, "text/html" if answer.status == 502 else JSON)


def answered(resource: Resource, units: int = 0) -> Answer:
    text = json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Answer(status=200, text=text, units=units)


def refused(error: ApiError, units: int = 0) -> Answer:
    return Answer(status=error.code, text=error.text(), units=units, headers=error.headers())


def mask(given: Arguments, shape: Shape) -> fields.Mask:
    """What `fields` asks for; empty: all. Raises `Refused` (400) where answers of this shape have no such part."""
    wanted = fields.parse(given.text("fields")) if given.text("fields") else {}
    fields.check(wanted, shape)
    return wanted
