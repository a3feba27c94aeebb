"""Calendar's addresses on the sandbox's app."""

from starlette.requests import Request
from starlette.responses import Response

from ..google.answering import asked, response
from ..routing import Route
from .service import GoogleCalendar


def routes(calendar: GoogleCalendar) -> list[Route]:
    """All of Calendar."""

    async def single(request: Request) -> Response:
        return response(calendar.answer(asked(request)))

    return [Route("/calendar/v3/{rest:path}", single, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])]
