"""Gmail's addresses on the sandbox's app: single requests and batches."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..faults import EmptyPage, Faults, HalfBatch, Kind
from ..frame import Exchange, query_of
from ..meter import Call
from ..oauth import bearer
from . import batch
from .errors import Refused
from .service import Answer, Asked, Gmail

JSON = "application/json; charset=UTF-8"


def routes(gmail: Gmail, faults: Faults) -> list[Route]:
    """All of Gmail. `faults` is asked for each part of a batch."""

    async def single(request: Request) -> Response:
        exchange: Exchange = request.state.exchange
        answer = gmail.answer(_asked(request, exchange))
        exchange.units = answer.units
        return Response(answer.text, answer.status, answer.headers, JSON if answer.status != 502 else "text/html")

    async def many(request: Request) -> Response:
        exchange: Exchange = request.state.exchange
        try:
            parts = batch.read(request.headers.get("content-type", ""), exchange.body)
        except Refused as refused:
            return Response(refused.error.text(), refused.error.code, media_type=JSON)
        answers = [_part(gmail, faults, request, part, place) for place, part in enumerate(parts)]
        exchange.parts = tuple(map(_call, parts, answers))
        exchange.items, exchange.units = len(parts), sum(answer.units for answer in answers)
        body = batch.write(zip(parts, answers, strict=True))
        return Response(body, media_type=f"multipart/mixed; boundary={batch.BOUNDARY}")

    return [
        Route("/batch/gmail/v1", many, methods=["POST"]),
        Route("/gmail/v1/{rest:path}", single, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]


def _asked(request: Request, exchange: Exchange) -> Asked:
    return Asked(
        method=request.headers.get("x-http-method-override", request.method),
        path=request.scope["raw_path"].decode(),
        query=query_of(request, exchange.body),
        token=bearer(request.headers.get("authorization")),
        empty_page=any(isinstance(kind, EmptyPage) for kind in exchange.kinds),
        requests=exchange.in_flight,
    )


def _part(gmail: Gmail, faults: Faults, request: Request, part: batch.Part, place: int) -> Answer:
    exchange: Exchange = request.state.exchange
    half = _half(exchange.kinds, place)
    return gmail.answer(
        Asked(
            method=part.method,
            path=part.path,
            query=part.query,
            token=bearer(part.authorization or request.headers.get("authorization")),
            refuse=half.refusal if half else faults.met_by_part("gmail", part.method, part.path),
            requests=exchange.in_flight,
            part=place,
        )
    )


def _half(kinds: tuple[Kind, ...], place: int) -> HalfBatch | None:
    return next((kind for kind in kinds if isinstance(kind, HalfBatch) and place % 2), None)


def _call(part: batch.Part, answer: Answer) -> Call:
    return Call(
        service="gmail",
        method=part.method,
        path=part.path,
        query=part.query,
        status=answer.status,
        units=answer.units,
    )
