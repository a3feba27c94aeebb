"""What stands around every service: counting, faults, hooks, dropped connections and compression."""

import asyncio
import gzip
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .faults import Delay, Drop, ExpireToken, Faults, Kind, Refuse
from .meter import Call, Meter, Stage
from .oauth import Logins, bearer
from .refusals import refusal

Hook = Callable[[Stage, Call], None]

PREFIXES = {
    "/gmail/": "gmail",
    "/batch/gmail/": "gmail",
    "/calendar/": "google-calendar",
    "/v1/people/": "google-contacts",
    "/v1/contactGroups": "google-contacts",
    "/v1/otherContacts": "google-contacts",
    "/token": "token",
    "/o/oauth2/": "consent",
}
"""Which service a path belongs to; any other is HubSpot's."""

BACKDOOR = "/_sandbox"
WORTH_COMPRESSING = 500


@dataclass(slots=True, kw_only=True)
class Exchange:
    """What the frame tells a handler of its request and the handler says of its answer: `request.state.exchange`."""

    body: bytes
    kinds: tuple[Kind, ...]
    in_flight: int
    """So many requests of this account are under way, this one included."""
    units: int = 0
    items: int = 1
    parts: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole answer, held back until it may go out."""

    start: Message
    body: bytes

    @property
    def status(self) -> int:
        status: int = self.start["status"]
        return status


class Frame:
    """The outermost application. The back door passes through it unseen."""

    def __init__(self, app: ASGIApp, *, faults: Faults, meter: Meter, logins: Logins, hooks: Sequence[Hook]) -> None:
        self._app = app
        self._faults, self._meter, self._logins, self._hooks = faults, meter, logins, hooks
        self._in_flight: Counter[tuple[str, str | None]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(BACKDOOR):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        call = self._call(request, await request.body())
        key = (call.service, call.account)
        self._in_flight[key] += 1
        try:
            reply = await self._exchange(request, call)
        finally:
            self._in_flight[key] -= 1
        if reply is None:
            await _hang_up(scope, receive)
        else:
            await _send(reply, request, send)

    def _call(self, request: Request, body: bytes) -> Call:
        path = request.url.path
        service = next((name for prefix, name in PREFIXES.items() if path.startswith(prefix)), "hubspot")
        grant = self._logins.grant(bearer(request.headers.get("authorization")))
        return Call(
            service=service,
            method=request.method,
            path=path,
            query=query_of(request, body),
            account=grant.address if grant else None,
            body=body if service == "hubspot" and not path.startswith("/oauth/") else b"",
        )

    async def _exchange(self, request: Request, call: Call) -> Reply | None:
        """The answer, or None where the connection is to be dropped."""
        kinds = self._faults.met_by_request(call.service, call.method, call.path)
        exchange = Exchange(
            body=await request.body(), kinds=kinds, in_flight=self._in_flight[call.service, call.account]
        )
        await asyncio.sleep(sum(kind.seconds for kind in kinds if isinstance(kind, Delay)))
        self._tell(Stage.BEFORE_EFFECT, call)
        if Drop() in kinds:
            self._meter.record(replace(call, answered=False))
            return None
        reply = await self._effect(request, call, exchange)
        done = replace(
            call,
            status=reply.status,
            units=exchange.units,
            items=exchange.items,
            parts=exchange.parts,
            answered=Drop(after_effect=True) not in kinds,
        )
        self._meter.record(done)
        self._tell(Stage.AFTER_EFFECT, done)
        return reply if done.answered else None

    async def _effect(self, request: Request, call: Call, exchange: Exchange) -> Reply:
        refused = next((kind for kind in exchange.kinds if isinstance(kind, Refuse)), None)
        if refused:
            return await _held(refusal(call.service, refused), request.scope, exchange.body)
        if any(isinstance(kind, ExpireToken) for kind in exchange.kinds):
            if call.service == "hubspot":
                return await _held(refusal("hubspot", Refuse(status=401)), request.scope, exchange.body)
            self._logins.expire_token(bearer(request.headers.get("authorization")))
        request.state.exchange = exchange
        return await _held(self._app, request.scope, exchange.body)

    def _tell(self, stage: Stage, call: Call) -> None:
        for hook in self._hooks:
            hook(stage, call)


def query_of(request: Request, body: bytes) -> str:
    """The query string; of a GET that came as POST because it was too long for a request line, the body."""
    return body.decode("utf-8", "replace") if "x-http-method-override" in request.headers else request.url.query


async def _held(app: ASGIApp, scope: Scope, body: bytes) -> Reply:
    """Let `app` answer, and hold the answer back."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def hold(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, hold)
    return Reply(start=sent[0], body=b"".join(message.get("body", b"") for message in sent[1:]))


async def _send(reply: Reply, request: Request, send: Send) -> None:
    """Send the answer, compressed where the client takes gzip and it is worth the while."""
    headers = [(name, value) for name, value in reply.start["headers"] if name != b"content-length"]
    body = reply.body
    if len(body) >= WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
    if reply.status != 204:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the socket without a word."""
    scope["state"]["transport"].abort()
    while (await receive())["type"] != "http.disconnect":
        pass
