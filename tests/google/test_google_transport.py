"""Connections: kept while in use, made anew after a wait."""

import socket
import threading
from collections.abc import Iterator

import pytest

from crmsync_google.transport import IDLE, Transport

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def callers() -> Iterator[tuple[str, list[int]]]:
    """A server that answers every request, and the ports that it was called from."""
    ports: list[int] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection:
            while connection.recv(65536):
                ports.append(connection.getpeername()[1])
                connection.sendall(ANSWER)

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/", ports
    listening.close()


def test_requests_in_a_row_share_a_connection(callers: tuple[str, list[int]]) -> None:
    url, ports = callers
    transport = Transport(clock=lambda: 0.0)
    for _ in range(3):
        assert transport.request(url)[1] == b"ok"
    assert len(set(ports)) == 1
    transport.close()


def test_after_a_wait_a_new_connection_is_made(callers: tuple[str, list[int]]) -> None:
    url, ports = callers
    now = 0.0
    transport = Transport(clock=lambda: now)
    transport.request(url)
    now = IDLE + 1
    transport.request(url)
    assert len(set(ports)) == 2
    transport.close()
