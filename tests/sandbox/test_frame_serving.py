import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from gmail_client import OWNER, Wire, batch_body, log_in, mail

from crmsync_sandbox.google.answering import Asked
from crmsync_sandbox.life import Life
from crmsync_sandbox.server import Sandbox

FOREGROUND = """
from crmsync_sandbox.server import Sandbox, serve
def started(sandbox):
    print(sandbox.url, sandbox.backdoor_token, flush=True)
serve(Sandbox(), started)
"""


def test_a_sandbox_starts_and_stops_in_no_time() -> None:
    begun = time.perf_counter()
    with Sandbox() as sandbox, log_in(sandbox, OWNER, "gmail.metadata") as wire:
        assert wire.get("profile").status == 200
    assert time.perf_counter() - begun < 0.3


def test_a_sandbox_listens_on_loopback_only_and_gives_its_port_back(sandbox: Sandbox) -> None:
    host, port = sandbox.socket.getsockname()
    assert host == "127.0.0.1"
    with Sandbox() as other:
        taken = other.socket.getsockname()[1]
        assert taken != port
    with Sandbox(port=taken) as again:
        assert again.url == f"http://127.0.0.1:{taken}"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", taken), timeout=1)


def test_a_sandbox_stops_while_a_client_still_holds_its_connection() -> None:
    with Sandbox() as sandbox:
        wire = Wire(url=sandbox.url, token="")
        wire.get("profile")
        begun = time.perf_counter()
    assert time.perf_counter() - begun < 0.3
    wire.pool.clear()


def test_an_answer_does_not_wait_for_the_clients_acknowledgement(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.mailbox(OWNER).quota.set(units_per_minute=1000)
    begun = time.perf_counter()
    for _ in range(50):
        assert wire.get("profile").status == 200
    assert time.perf_counter() - begun < 50 * 0.03


def test_there_is_no_address_before_it_serves() -> None:
    with pytest.raises(RuntimeError, match="before it serves"):
        print(Sandbox().url)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_in_the_foreground_it_says_nothing_of_its_own_and_ends_on_a_signal(end: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FOREGROUND], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    url, token = process.stdout.readline().split()
    wire = Wire(url=url, token=token)
    assert wire.ask("GET", "/_sandbox/meter").status == 200
    wire.pool.clear()
    os.kill(process.pid, end)
    out, error = process.communicate(timeout=10)
    assert (process.returncode, out, error) == (0, "", "")


@pytest.fixture(scope="module")
def life() -> Life:
    headers = tuple((f"X-Header-{number}", "value" * 10) for number in range(15))
    mails = [mail(number, thread=str(number // 2)) for number in range(20_000)]
    padded = tuple(type(one)(headers=one.headers + headers, at=one.at, thread=one.thread) for one in mails)
    return Life(owner=OWNER, mails=padded, contacts=())


def test_twenty_thousand_ids_are_listed_and_five_thousand_messages_served_at_speed(life: Life) -> None:
    names = "&".join(f"metadataHeaders={name}" for name in ("From", "To", "Cc", "Date", "Message-ID"))
    query = f"format=metadata&{names}&fields=id,threadId,labelIds,internalDate,payload/headers"
    with Sandbox() as sandbox, log_in(sandbox, OWNER, "gmail.metadata") as wire:
        sandbox.fill(life)
        sandbox.mailbox(OWNER).quota.set(units_per_minute=10**9)
        begun = time.process_time()
        ids = [item["id"] for page in wire.pages("messages", "messages", maxResults=500) for item in page]
        listed = time.process_time() - begun
        assert len(ids) == 20_000
        paths = [f"/gmail/v1/users/me/messages/{id_}?{query}" for id_ in ids[:5_000]]
        bodies = [batch_body(paths[at : at + 50], [wire.token] * 50) for at in range(0, 5_000, 50)]
        begun = time.process_time()
        for body in bodies:
            wire.ask("POST", "/batch/gmail/v1", body, content_type="multipart/mixed; boundary=limit")
        served = time.process_time() - begun
        assert sandbox.meter.units[OWNER] == 40 * 5 + 5_000 * 20
    assert listed < 1.0
    assert served / 5_000 < 0.0003


def test_requests_may_be_asked_without_a_connection(sandbox: Sandbox) -> None:
    with log_in(sandbox, OWNER, "gmail.metadata") as wire:
        answer = sandbox.gmail.answer(
            Asked(method="GET", path="/gmail/v1/users/me/profile", query="", token=wire.token)
        )
    assert answer.status == 200
