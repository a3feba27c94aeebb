"""The People API's addresses on the sandbox's app."""

from starlette.requests import Request
from starlette.responses import Response

from ..google.answering import asked, response
from ..routing import Route
from .service import People

PATHS = ("/v1/people/{rest:path}", "/v1/contactGroups{rest:path}", "/v1/otherContacts{rest:path}")


def routes(people: People) -> list[Route]:
    """Contacts, their groups, and other contacts."""

    async def answer(request: Request) -> Response:
        return response(people.answer(asked(request)))

    return [Route(path, answer, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]) for path in PATHS]
