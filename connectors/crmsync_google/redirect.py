"""Where the browser brings the user's answer: a port on loopback, open for one login (RFC 8252, section 7.3)."""

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


class Redirect(TCPServer):
    """Listens from its making until the block ends. Raises `Unavailable` where the port is taken."""

    allow_reuse_address = os.name == "posix"  # elsewhere it would let another program listen, too

    def __init__(self, port: int) -> None:
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

    def take(self, query: str) -> bool:
        """Whether a visit brought an answer: a code or an error."""
        found = dict(parse_qsl(query))
        if found.keys() & {"code", "error"}:
            self._answer = self._answer or found
            return True
        return False

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
        answered = url.path == "/" and self.server.take(url.query)
        self.send_response(200 if answered else 404)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(PAGE) if answered else 0))
        self.send_header("cache-control", "no-store")
        self.send_header("referrer-policy", "no-referrer")
        self.end_headers()
        if answered:
            self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """The request line holds the code: it is not logged."""
