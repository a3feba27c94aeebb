"""What the tests of the Gmail stand-in share: mails, a bare client, and Google's own client."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httplib2
import urllib3
from described import discovery
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build

from crmsync_sandbox.life import Mail
from crmsync_sandbox.server import Sandbox

OWNER = "ann@example.com"
USER = "/gmail/v1/users/me"
START = datetime(2026, 1, 1, 9, tzinfo=UTC)


def mail(
    number: int = 0, *, thread: str = "", labels: Sequence[str] = ("INBOX",), sender: str = "", to: str = OWNER
) -> Mail:
    """A mail without a subject, each with a thread of its own where none is named."""
    headers = (
        ("From", sender or f"Friend {number} <friend{number}@example.net>"),
        ("To", to),
        ("Message-ID", f"<{number}@example.net>"),
    )
    at = START + timedelta(minutes=number)
    return Mail(headers=headers, at=at, thread=thread or f"thread {number}", labels=frozenset(labels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def reason(self) -> str:
        reason: str = self.body["error"]["errors"][0]["reason"]
        return reason


@dataclass(slots=True, kw_only=True)
class Wire:
    """Bare requests, without a library's own retries."""

    url: str
    token: str
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=10, maxsize=4))

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """`headers` with underscores for hyphens."""
        named = {"authorization": f"Bearer {self.token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        answer = self.pool.request(method, self.url + path, body=body, headers=named)
        return Reply(status=answer.status, text=answer.data.decode(), headers=answer.headers)

    def get(self, path: str, **parameters: object) -> Reply:
        """A Gmail method of the token's user."""
        return self.ask("GET", f"{USER}/{path}?{urlencode(parameters, doseq=True)}")

    def pages(self, path: str, key: str, **parameters: object) -> Iterator[list[Any]]:
        """The items of each page, until there is no further one."""
        token: dict[str, object] = {}
        while True:
            page = self.get(path, **parameters, **token).body
            yield page.get(key, [])
            if "nextPageToken" not in page:
                return
            token = {"pageToken": page["nextPageToken"]}

    def batch(self, paths: Sequence[str], *, tokens: Sequence[str] | None = None) -> list[Reply]:
        """Many GETs in one request; the answers in the order of the parts."""
        body = batch_body(paths, tokens or [self.token] * len(paths))
        answer = self.ask("POST", "/batch/gmail/v1", body, content_type='multipart/mixed; boundary="limit"')
        if answer.status != 200:
            return [answer]
        boundary = answer.headers["content-type"].partition("boundary=")[2]
        return [_part(piece) for piece in answer.text.split(f"--{boundary}")[1:-1]]


def batch_body(paths: Sequence[str], tokens: Sequence[str]) -> bytes:
    pieces = [
        f"--limit\nContent-Type: application/http\nContent-ID: <some + {number}>\n\n"
        f"GET {path} HTTP/1.1\nauthorization: Bearer {token}\nHost: x\n\n"
        for number, (path, token) in enumerate(zip(paths, tokens, strict=True))
    ]
    return ("".join(piece + "\n" for piece in pieces) + "--limit--").encode()


def _part(piece: str) -> Reply:
    outer, inner, text = piece.strip("\r\n").split("\r\n\r\n", 2)
    line, *lines = inner.split("\r\n")
    headers = dict(one.split(": ", 1) for one in [*outer.split("\r\n"), *lines])
    return Reply(status=int(line.split()[1]), text=text, headers=headers)


@contextmanager
def log_in(sandbox: Sandbox, address: str, *scopes: str) -> Iterator[Wire]:
    """A bare client that holds an access token for these scopes."""
    wire = Wire(url=sandbox.url, token=json.loads(sandbox.login(address, scopes))["token"])
    try:
        yield wire
    finally:
        wire.pool.clear()


@contextmanager
def google(sandbox: Sandbox, *scopes: str, api: str = "gmail.v1") -> Iterator[tuple[Any, AuthorizedHttp]]:
    """Google's own client of `api` for the owner, and the transport that its batches need."""
    login = json.loads(sandbox.login(OWNER, scopes))
    credentials = Credentials(  # type: ignore[no-untyped-call]  # the library has no types here
        login["token"],
        refresh_token=login["refresh_token"],
        token_uri=login["token_uri"],
        client_id=login["client_id"],
        client_secret=login["client_secret"],
    )
    http = AuthorizedHttp(credentials, http=httplib2.Http(timeout=10))
    name, _, version = api.partition(".")
    endpoint = {"api_endpoint": f"{sandbox.url}/{discovery(api)['servicePath']}"}
    service = build(name, version, static_discovery=True, client_options=endpoint, http=http)
    try:
        yield service, http
    finally:
        http.close()
