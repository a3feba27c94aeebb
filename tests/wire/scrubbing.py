"""What a recording must not hold, and what would make two recordings of one conversation differ.

It works on text, wherever the text stands: a batch carries requests, and may carry tokens, inside its body.
"""

import re
from typing import Any

SCRUBBED = "scrubbed"

SENT = ("authorization", "content-type", "accept", "x-http-method-override")
"""Headers of requests that are kept and compared; the others name versions of libraries, and sizes."""
ANSWERED = ("content-type", "retry-after", "location")
"""Headers of answers that are kept: those that a connector may act upon."""

_HOST = re.compile(r"^http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?")
_LINK = re.compile(r"(?<=\"http://)(?:127\.0\.0\.1|localhost|\[::1\]):\d+")
_BEARER = re.compile(r"(?i)(?<=\bbearer )[^\s\"'\\]+")
_ACCESS_TOKEN = re.compile(r"""(?<=\baccess_token=)[^&\s"]+|(?<="access_token":")[^"]+|(?<="access_token": ")[^"]+""")
_FIELD = re.compile(
    r"""(?P<before>\b(?:refresh_token|id_token|client_id|client_secret|code_verifier|assertion)(?:=|"\s*:\s*")
        | [?&](?:code|key|hapikey)=)
        [^&\s"]+""",
    re.VERBOSE,
)
_SHAPE = re.compile(r"\bya29\.[\w.-]+|\b[14]//?[\w-]{20,}|\bGOCSPX-[\w-]+|\bpat-[a-z0-9]+-[\w-]+|\beyJ[\w-]+\.[\w.-]+")
_REQUEST_ID = re.compile(r'(?P<before>"(?:correlationId|requestId)"\s*:\s*")[^"]+')
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


class Scrubber:
    """Scrubs one conversation. Scrubbing what is scrubbed changes nothing, for a replayed request is scrubbed too.

    Access tokens are numbered as they first appear, so that a recording shows when a new one was used.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def request(self, request: Any) -> Any:
        """The request without secrets, random ports and random boundaries."""
        kept = {name: str(request.headers[name]) for name in SENT if name in request.headers}
        boundary = _BOUNDARY.search(kept.get("content-type", ""))
        body = (request.body or b"").decode()
        if boundary:
            body = body.replace(boundary[1], "batch")
            kept["content-type"] = kept["content-type"].replace(boundary[1], "batch")
        request.uri = self.text(_HOST.sub("http://localhost", request.uri))
        request.headers = {name: self.text(value) for name, value in kept.items()}
        request.body = self.text(body)
        return request

    def response(self, response: Any) -> Any:
        """The answer without secrets and without headers that nobody reads."""
        headers = {name.lower(): values for name, values in response["headers"].items()}
        response["headers"] = {name: list(map(self.text, headers[name])) for name in ANSWERED if name in headers}
        response["body"] = {"string": self.text(response["body"]["string"].decode()).encode()}
        return response

    def text(self, text: str) -> str:
        """`text` with secrets in it replaced, and links to a stand-in without their random port."""
        text = _LINK.sub("localhost", text)
        text = _BEARER.sub(lambda found: self._name(found[0]), text)
        text = _ACCESS_TOKEN.sub(lambda found: self._name(found[0]), text)
        text = _FIELD.sub(lambda found: f"{found['before']}{SCRUBBED}", text)
        text = _SHAPE.sub(SCRUBBED, text)
        return _REQUEST_ID.sub(lambda found: f"{found['before']}{SCRUBBED}", text)

    def _name(self, token: str) -> str:
        if token.startswith(SCRUBBED):
            return token
        return self._names.setdefault(token, token_name(len(self._names) + 1))


def token_name(number: int) -> str:
    """What stands in a recording for the access token that appeared as this one."""
    return f"{SCRUBBED}-token-{number}"
