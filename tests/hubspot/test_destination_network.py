"""A network in trouble, and servers that are not HubSpot."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import gaierror

import pytest
from hubspot_crm import NOW
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
)

from crmsync.connector import EmailAddress, Profile, Secret, Unauthorized, Unavailable
from crmsync.retry import Again, Caller
from crmsync_hubspot.config import HubSpotConfig
from crmsync_hubspot.destination import HubSpotDestination
from crmsync_hubspot.errors import Unreadable, classifier
from crmsync_hubspot.refusals import refused


class Impostor(HTTPServer):
    """Answers every request with what the test wants, and keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.paths: list[str] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")


class Answering(BaseHTTPRequestHandler):
    server: Impostor

    def do_POST(self) -> None:
        self.server.paths.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Impostor]:
    """A server that is not HubSpot."""
    with Impostor() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def read(base: str) -> list[Profile]:
    return list(at(base).read([EmailAddress("bob@example.com")]))


def at(base: str) -> HubSpotDestination:
    config = HubSpotConfig(key=Secret("env HUBSPOT_KEY", lambda: "pat-na1-0123"), api_base=base)
    return HubSpotDestination(config, caller=Caller(wait_scale=0.001))


@pytest.mark.parametrize(
    "base", ["http://api.hubapi.com", "ftp://127.0.0.1", "127.0.0.1:80", "http://127.0.0.1.evil.example"]
)
def test_an_address_that_would_show_the_key_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="api_base must be an https address"):
        at(base)


@pytest.mark.parametrize(
    "base", ["https://api.hubapi.com", "http://127.0.0.1:8700", "http://localhost", "http://[::1]:80"]
)
def test_https_and_this_machine_are_allowed(base: str) -> None:
    at(base)


def test_a_run_that_may_log_nothing_is_no_setting() -> None:
    with pytest.raises(ValueError, match="log_at_most must be at least 1"):
        HubSpotConfig(key=Secret("env HUBSPOT_KEY", lambda: "pat-na1-0123"), log=("mail",), log_at_most=0)


def test_a_host_that_is_not_there_is_named() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1 can't be reached; gave up after 5 tries"):
        read("http://127.0.0.1:1")


NEVER_SENT = [
    NewConnectionError(HTTPConnection("host"), "refused"),
    NameResolutionError("host", HTTPConnection("host"), gaierror("unknown")),
    ConnectTimeoutError("slow"),
    ProxyError("no proxy", OSError()),
]
PERHAPS_DONE = [
    ReadTimeoutError(HTTPConnectionPool("host"), "/", "slow"),
    ProtocolError("reset"),
    ConnectionResetError(),
    Unreadable("no JSON"),
]


@pytest.mark.parametrize("error", [*NEVER_SENT, *PERHAPS_DONE], ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("wrapped", [True, False])
def test_only_what_fails_before_a_byte_is_sent_is_certain_to_have_had_no_effect(
    error: Exception, wrapped: bool
) -> None:
    classify = classifier("https://host", Secret("env K", str), lambda: NOW, lambda: None)
    in_urllib3 = not isinstance(error, Unreadable)
    verdict = classify(MaxRetryError(HTTPConnectionPool("host"), "/", error) if wrapped and in_urllib3 else error)
    assert isinstance(verdict, Again)
    assert verdict.maybe_done is (error in PERHAPS_DONE)
    assert "host" in verdict.reason


ANSWERS = {
    423: Again(reason="host has locked the record", after=2.0, slow_down=True),
    429: Again(reason="host asks for fewer requests (SECONDLY)", after=1.0, slow_down=True),
    **{
        status: Again(reason=f"host answered {status}", maybe_done=True)
        for status in (408, 500, 502, 503, 504, 521, 523, 524)
    },
    **dict.fromkeys([400, 404, 405, 409, 413, 415], None),
}


@pytest.mark.parametrize(("status", "verdict"), ANSWERS.items(), ids=str)
def test_each_status_is_repeated_or_not_as_it_should_be(status: int, verdict: Again | None) -> None:
    refusal = refused(status, {}, b'{"policyName": "SECONDLY"}', path="/crm", now=NOW)
    assert classifier("https://host", Secret("env K", str), lambda: NOW, lambda: None)(refusal) == verdict


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("Sun, 22 Nov 2026 09:30:20 GMT", 20.0), ("soon", None), ("", None)],
)
def test_hubspot_says_how_long_to_wait(header: str, seconds: float | None) -> None:
    assert refused(503, {"Retry-After": header}, b"", path="/crm", now=NOW).after == seconds


def test_what_is_no_trouble_of_the_network_is_not_repeated() -> None:
    classify = classifier("https://host", Secret("env K", str), lambda: NOW, lambda: None)
    assert classify(ValueError("a mistake of ours")) is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("elsewhere", ["http://localhost:{port}/other", "/other", "http://192.0.2.1/other"])
def test_a_redirect_is_never_followed(server: Impostor, status: int, elsewhere: str) -> None:
    server.answer = (status, {"Location": elsewhere.format(port=server.server_port)}, b"")
    for ask in (lambda: read(server.url), at(server.url).lacking):
        with pytest.raises(Unavailable, match="answers with a redirect, which is not followed"):
            ask()
    assert server.paths == ["/crm/v3/objects/contacts/batch/read", "/crm/v3/properties/contacts"]


@pytest.mark.parametrize("body", [b"<html>log in to the hotel</html>", b'["a list"]', b'{"results": [', b"\xff"])
def test_an_answer_that_is_not_hubspots_is_not_taken_for_an_empty_crm(server: Impostor, body: bytes) -> None:
    server.answer = (200, {}, body)
    with pytest.raises(Unavailable, match="gave an unreadable answer; gave up after 5 tries"):
        read(server.url)


@pytest.mark.parametrize(
    "body", [b"Caf\xe9 not in UTF-8", b"[1]", b'"text"', b'{"errors": "none"}', b"null", b'{"category": 7}']
)
def test_a_refusal_in_no_form_at_all_is_still_a_refusal(server: Impostor, body: bytes) -> None:
    server.answer = (401, {}, body)
    with pytest.raises(Unauthorized):
        read(server.url)
    server.answer = (502, {}, body)
    with pytest.raises(Unavailable, match="answered 502"):
        read(server.url)


def test_an_encrypted_connection_that_can_not_be_trusted_is_not_tried_again(server: Impostor) -> None:
    with pytest.raises(Unavailable, match="no trusted encrypted connection"):
        read(server.url.replace("http", "https"))


def test_a_name_in_an_answer_that_is_no_word_is_not_shown(server: Impostor) -> None:
    body = {
        "category": "MISSING_SCOPES",
        "errors": [{"context": {"requiredScopes": ["a.b.c", "bob@example.com, hello"]}}],
    }
    server.answer = (403, {}, json.dumps(body).encode())
    with pytest.raises(Unauthorized, match=r"lacks a\.b\.c\. Grant"):
        read(server.url)
