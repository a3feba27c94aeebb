"""Google's batches on the wire: requests into one multipart body, one multipart answer into its parts.

In the place of the client's `BatchHttpRequest`, which sends a second, uncounted request after a 401, writes the token
into every part, fails as a whole when one part is missing, and takes several times the CPU. The headers of the outer
request, the token among them, hold for every part: https://developers.google.com/gmail/api/guides/batch.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import httplib2
from googleapiclient.errors import HttpError

from crmsync_google.errors import BrokenAnswer

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_PLACE = re.compile(rb"(?im)^content-id:\s*<?(?:response-)?part-(\d+)>?\s*$")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


Json = Mapping[str, Any]
"""An object of a service's answer, as its client hands it out."""


class Request(Protocol):
    """What is used of a request that the client has made (`googleapiclient.http.HttpRequest`)."""

    uri: str
    method: str

    def postproc(self, response: httplib2.Response, content: bytes) -> object: ...
    def execute(self, http: object) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A part that was answered."""

    content: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A part that was refused, or is missing from the answer."""

    error: HttpError | BrokenAnswer

    @property
    def status(self) -> int:
        """The HTTP status, 0 where there is none."""
        return int(self.error.resp.status) if isinstance(self.error, HttpError) else 0


Part = Good | Bad


def encode(requests: Sequence[Request], boundary: str) -> str:
    """The body for these requests of the client, which have no bodies of their own."""
    parts = [
        f"--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
        f"Content-ID: <part-{place}>\r\n\r\n{_request_line(request)}\r\naccept: application/json\r\n\r\n\r\n"
        for place, request in enumerate(requests)
    ]
    return "".join(parts) + f"--{boundary}--\r\n"


def decode(requests: Sequence[Request], headers: Mapping[str, str], content: bytes) -> list[Part]:
    """What came back for each of `requests`, in their order. Raises `BrokenAnswer` where it is no batch."""
    boundary = _BOUNDARY.search(headers.get("content-type", ""))
    if boundary is None:
        raise BrokenAnswer("a batch was answered with something else")
    pieces = content.split(b"--" + boundary.group(1).strip().encode())[1:]
    answers = dict(filter(None, map(_answer, pieces)))
    return [_part(request, answers.get(place)) for place, request in enumerate(requests)]


def an_object(content: object) -> Json:
    """`content`, if it is a JSON object: the client hands out as text what it can't read. Raises `BrokenAnswer`."""
    if not isinstance(content, dict):
        raise BrokenAnswer("not a JSON object")
    return content


def _request_line(request: Request) -> str:
    url = urlsplit(request.uri)
    return f"{request.method} {url.path}?{url.query} HTTP/1.1"


def _answer(piece: bytes) -> tuple[int, tuple[httplib2.Response, bytes]] | None:
    """MIME headers, then an HTTP answer of status line, headers and content; blank lines between. None: unreadable."""
    sections = _BLANK_LINE.split(piece, maxsplit=2)
    if len(sections) < 3 or not (place := _PLACE.search(sections[0])):
        return None
    status_line, _, fields = sections[1].partition(b"\n")
    status = status_line.split(b" ", 2)[1:2]
    if not status or not status[0].isdigit():
        return None
    return int(place.group(1)), (_response(int(status[0]), fields), sections[2].strip(b"\r\n"))


def _response(status: int, fields: bytes) -> httplib2.Response:
    lines = (line.partition(":") for line in fields.decode("latin-1").splitlines())
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    return httplib2.Response({**headers, "status": str(status)})


def _part(request: Request, answer: tuple[httplib2.Response, bytes] | None) -> Part:
    if answer is None:
        return Bad(error=BrokenAnswer("a part of a batch has no answer"))
    response, content = answer
    if response.status >= 300:
        return Bad(error=HttpError(response, content, uri=request.uri))
    try:
        return Good(content=an_object(request.postproc(response, content)))
    except (BrokenAnswer, ValueError):
        return Bad(error=BrokenAnswer("a part of a batch is no JSON object"))
