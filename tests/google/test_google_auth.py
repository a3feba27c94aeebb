"""Logins of both kinds, and where a token may go."""

import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from gmail_world import ANN, World

from crmsync.connector import Account, Secret
from crmsync_google.auth import Login, gmail_scope
from crmsync_google.endpoint import is_safe


class TokenEndpoint(HTTPServer):
    """Gives a token to whoever asks, and remembers the forms."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forms: list[dict[str, list[str]]] = []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, TokenEndpoint)
        self.server.forms.append(parse_qs(self.rfile.read(int(self.headers["content-length"])).decode()))
        body = json.dumps({"access_token": "fresh", "expires_in": 3600}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[TokenEndpoint]:
    with TokenEndpoint() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def account(login: dict[str, str]) -> Account:
    return Account(address=ANN, login=Secret("a file", lambda: json.dumps(login)))


def test_a_service_account_acts_for_the_owner_of_the_mailbox(endpoint: TokenEndpoint) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    owner = account(
        {
            "type": "service_account",
            "client_email": "robot@project.iam.gserviceaccount.com",
            "private_key": pem,
            "token_uri": f"http://127.0.0.1:{endpoint.server_port}/token",
        }
    )
    assert Login(owner, [gmail_scope(owner)]).token() == "fresh"
    claims = endpoint.forms[0]["assertion"][0].split(".")[1]
    said = json.loads(urlsafe_b64decode(claims + "=="))
    assert said["sub"] == ANN
    assert said["scope"] == "https://www.googleapis.com/auth/gmail.metadata"


def test_a_renewal_asks_for_one_scope_at_the_endpoint_of_the_login(endpoint: TokenEndpoint) -> None:
    owner = account(
        {
            "client_id": "id",
            "client_secret": "secret",
            "refresh_token": "1//x",
            "token_uri": f"http://127.0.0.1:{endpoint.server_port}/token",
        }
    )
    login = Login(owner, [gmail_scope(owner)])
    assert login.token() == login.token() == "fresh"
    [form] = endpoint.forms
    assert form["scope"] == ["https://www.googleapis.com/auth/gmail.metadata"]
    assert form["refresh_token"] == ["1//x"]


def test_many_threads_with_one_refused_token_renew_it_once(world: World) -> None:
    text = world.sandbox.login(ANN)
    owner = Account(address=ANN, login=Secret("a file", lambda: text))
    login = Login(owner, [gmail_scope(owner)])
    old = login.token()
    threads = [threading.Thread(target=lambda: login.refuse(old) and login.token()) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert login.token() != old
    assert world.sandbox.meter.refreshes == 1


def test_a_login_never_shows_its_token(world: World) -> None:
    login = Login(Account(address=ANN, login=Secret("a file", lambda: world.sandbox.login(ANN))), ["x"])
    assert login.token()[5:] not in repr(login)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://gmail.googleapis.com", True),
        ("http://127.0.0.1:8700", True),
        ("http://localhost:1/token", True),
        ("http://[::1]:1/token", True),
        ("http://gmail.googleapis.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("", False),
        ("http://[", False),
    ],
)
def test_a_token_goes_in_the_clear_to_loopback_only(url: str, safe: bool) -> None:
    assert is_safe(url) is safe
