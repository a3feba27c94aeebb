"""The sandbox: Google's services and HubSpot on one loopback port, for tests in the same process or another."""

import secrets
import socket
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import uvicorn

from . import backdoor
from .services import Services
from .serving import DroppableProtocol, ForegroundServer, ThreadServer

HOST = "127.0.0.1"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Sandbox(Services):
    """All services on a loopback port. As a context manager it serves from a thread of this process.

    `port` 0 takes any free one. `window_scale` multiplies the windows of all limits. `now` is what the services take
    for the time of day; limits run on a clock of their own.
    """

    def __init__(self, *, port: int = 0, window_scale: float = 1.0, now: Callable[[], datetime] = _utc_now) -> None:
        super().__init__(window_scale=window_scale, now=now)
        self.backdoor_token = secrets.token_urlsafe(24)
        self._asked_port = port
        self._bound: socket.socket | None = None
        self._thread: ThreadServer | None = None

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT, without a slash at the end. RuntimeError before it serves."""
        return f"http://{HOST}:{self.socket.getsockname()[1]}"

    @property
    def socket(self) -> socket.socket:
        """What it listens on. RuntimeError before it serves."""
        if self._bound is None:
            raise RuntimeError("the sandbox has no address before it serves")
        return self._bound

    def login(self, address: str, scopes: Collection[str] = ("gmail.metadata",)) -> str:
        """A user's consent, as authorized-user JSON whose token_uri is this sandbox's."""
        self.mailbox(address)
        return self.logins.login(address, scopes, f"{self.url}/token")

    def client(self) -> str:
        """The user's own OAuth client as Google lets them download it, with this sandbox's endpoints."""
        return self.logins.client(self.url)

    def service_account(self, delegated: Collection[str] = ("gmail.metadata",)) -> str:
        """A service account's key, which may act for users within the `delegated` scopes."""
        return self.logins.robots.make(delegated, f"{self.url}/token")

    def config(self) -> uvicorn.Config:
        """How uvicorn serves it: silently, and without headers of its own."""
        return uvicorn.Config(
            self.app(*backdoor.routes(self, self.backdoor_token)),
            http=DroppableProtocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=60,
        )

    def bind(self) -> None:
        """Take the port: from here on `url` is known."""
        self._bound = socket.create_server((HOST, self._asked_port), backlog=1024)

    def release(self) -> None:
        """Give the port back."""
        if self._bound:
            self._bound.close()
            self._bound = None

    def __enter__(self) -> Self:
        self.bind()
        self._thread = ThreadServer(self.config())
        self._thread.start(self.socket)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread:
            self._thread.stop()
        self.release()


def serve(sandbox: Sandbox, started: Callable[[Sandbox], None]) -> None:
    """Serve from the main thread until SIGINT or SIGTERM. `started` is called once `sandbox.url` is known."""
    sandbox.bind()
    try:
        started(sandbox)
        ForegroundServer(sandbox.config()).run(sockets=[sandbox.socket])
    finally:
        sandbox.release()
