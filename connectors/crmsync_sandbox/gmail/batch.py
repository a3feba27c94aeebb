"""The multipart form of Gmail's batches: many requests in one body, many answers in another.

After developers.google.com/workspace/gmail/api/guides/batch; line ends may be LF or CRLF, headers may be folded.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from ..google.answering import Answer
from ..google.errors import invalid

MOST_PARTS = 100
BOUNDARY = "batch_sandbox_7f3a9c"

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_FOLD = re.compile(r"\n[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One request of a batch."""

    content_id: str
    method: str
    path: str
    query: str
    authorization: str | None


def read(content_type: str, body: bytes) -> list[Part]:
    """The parts of a batch in order. Raises `Refused` (400) where it is none, empty, or has more than 100."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise invalid("Failed to parse batch request: no multipart boundary")
    text = "\n" + body.decode("utf-8", "replace").replace("\r\n", "\n")
    pieces = text.split(f"\n--{boundary[1]}")[1:-1]
    if not pieces:
        raise invalid("Failed to parse batch request: no parts")
    if len(pieces) > MOST_PARTS:
        raise invalid(f"The batch request contains too many calls; the limit is {MOST_PARTS}")
    return [_part(piece) for piece in pieces]


def write(answers: Iterable[tuple[Part, Answer]]) -> bytes:
    """The body of the answer: to each part its own status, under the part's id with "response-" before it."""
    pieces = [_piece(part, answer) for part, answer in answers]
    return b"".join([*pieces, f"--{BOUNDARY}--\r\n".encode()])


def _part(piece: str) -> Part:
    outer, _, inner = piece.lstrip("\n").partition("\n\n")
    line, _, rest = inner.lstrip("\n").partition("\n")
    try:
        method, target, _ = line.split(" ", 2)
    except ValueError:
        raise invalid("Failed to parse batch request: a part has no request line") from None
    path, _, query = target.partition("?")
    return Part(
        content_id=_headers(outer).get("content-id", ""),
        method=method,
        path=path,
        query=query,
        authorization=_headers(rest.partition("\n\n")[0]).get("authorization"),
    )


def _headers(block: str) -> dict[str, str]:
    lines = (line.partition(":") for line in _FOLD.sub(" ", block).split("\n") if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _piece(part: Part, answer: Answer) -> bytes:
    content_id = part.content_id.strip("<>")
    more = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    head = (
        f"--{BOUNDARY}\r\nContent-Type: application/http\r\nContent-ID: <response-{content_id}>\r\n\r\n"
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n"
        f"Content-Type: application/json; charset=UTF-8\r\n{more}\r\n"
    )
    return head.encode() + answer.text + b"\r\n"
