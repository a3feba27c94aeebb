"""Where the browser brings the user's answer: a port on loopback, open for one login (RFC 8252, section 7.3)."""

import hmac
import os
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from crmsync.connector import Unavailable

HOST = "127.0.0.1"
PATIENCE = 5.0
"""Seconds that one connection may take to say what it wants: browsers open some that they never use."""
PAGE = b"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>crmsync</title>
<p>crmsync has your answer. You can close this page and go back to the terminal.</p></html>
"""
ANOTHER = b"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>crmsync</title>
<p>This answers another question than the one that crmsync asks now. Go to the page that it opened last.</p></html>
"""


class Redirect(TCPServer):
    """Listens from its making until the block ends. Raises `Unavailable` where the port is taken.

    `state`: what the answer to this question carries; an old tab that is loaded again, or a page that only guesses
    the port, does not.
    """

    allow_reuse_address = os.name == "posix"  # elsewhere it would let another program listen, too

    def __init__(self, port: int, state: str) -> None:
        self._state = state
        self._answer: Mapping[str, str] | None = None
        try:
            super().__init__((HOST, port), _Visit)
        except (OSError, OverflowError) as error:
            raise Unavailable(f"Nothing can listen on port {port} of this machine. Choose another --port.") from error

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}/"

    def wait(self, seconds: float) -> Mapping[str, str] | None:
        """What the browser brought, None where it brought nothing in time. Other visits are sent away."""
        ends = time.monotonic() + seconds
        while self._answer is None and (left := ends - time.monotonic()) > 0:
            self.timeout = left
            self.handle_request()
        return self._answer

    def take(self, query: str) -> tuple[int, bytes]:
        """The status and the page for a visit. It brings an answer where it has a code or an error, and the state."""
        found = dict(parse_qsl(query))
        if not found.keys() & {"code", "error"}:
            return 404, b""
        if not hmac.compare_digest(found.get("state", "").encode(), self._state.encode()):
            return 400, ANOTHER
        self._answer = self._answer or found
        return 200, PAGE

    def handle_error(self, request: object, client_address: object) -> None:
        """A visit that broke off is nobody's trouble: the next one may bring the answer."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server_close()


class _Visit(BaseHTTPRequestHandler):
    timeout = PATIENCE
    server: Redirect

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        status, page = self.server.take(url.query) if url.path == "/" else (404, b"")
        self.send_response(status)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(page)))
        self.send_header("cache-control", "no-store")
        self.send_header("referrer-policy", "no-referrer")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """The request line holds the code: it is not logged."""
