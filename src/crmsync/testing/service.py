"""A service to test against: HTTP on loopback with a count, a log and failures on demand. An author writes `answer`."""

import json
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crmsync.testing.abilities import Failure

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as the service gets it. `body` is the JSON that was sent, or None."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    """By their names in small letters."""
    body: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service says. `body` goes out as JSON."""

    body: Any = None
    status: int = 200


class Service(ABC):
    """Answers from threads of this process until `stop`; one request at a time reaches `answer`."""

    def __init__(self) -> None:
        self.log: list[Asked] = []
        """Every request, those that met a failure too."""
        self._failure: Failure | None = None
        self._left: int | None = 0
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer((LOOPBACK, 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """What the service does and says."""

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT, without a slash at the end."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    @property
    def writes(self) -> int:
        """How many requests were no GET."""
        return sum(asked.method != "GET" for asked in self.log)

    def fail(self, failure: Failure, times: int | None = 1) -> None:
        """The next `times` requests meet this; None: all, until `heal`."""
        with self._lock:
            self._failure, self._left = failure, times

    def heal(self) -> None:
        with self._lock:
            self._failure = None

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def met(self, asked: Asked) -> Answer | None:
        """The answer, or None where the connection just ends."""
        with self._lock:
            self.log.append(asked)
            match self._next_failure():
                case None:
                    return self.answer(asked)
                case Failure.DROPPED:
                    return None
                case Failure.LOST:
                    self.answer(asked)
                    return None
                case failure:
                    return Answer(status=int(failure), body={"error": failure.name})

    def _next_failure(self) -> Failure | None:
        if self._failure is None or self._left == 0:
            return None
        self._left = None if self._left is None else self._left - 1
        return self._failure


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            answer = service.met(self._asked())
            self.close_connection = True
            if answer is None:
                return
            body = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one

        def _asked(self) -> Asked:
            parts = urlsplit(self.path)
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            return Asked(
                method=self.command,
                path=parts.path,
                query=dict(parse_qsl(parts.query)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=json.loads(sent) if sent else None,
            )

        def log_message(self, format: str, *args: object) -> None:
            """The log is kept by the service."""

    return Handler
