"""Gmail's addresses on the sandbox's app: single requests and batches."""

from starlette.requests import Request
from starlette.responses import Response

from ..faults import Faults, HalfBatch, Kind
from ..frame import Exchange
from ..google.answering import JSON, Answer, Asked, asked, response
from ..google.errors import Refused
from ..meter import Call
from ..oauth import bearer
from ..routing import Route
from . import batch
from .service import Gmail


def routes(gmail: Gmail, faults: Faults) -> list[Route]:
    """All of Gmail. `faults` is asked for each part of a batch."""

    async def single(request: Request) -> Response:
        exchange: Exchange = request.state.exchange
        answer = gmail.answer(asked(request))
        exchange.units = answer.units
        return response(answer)

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
