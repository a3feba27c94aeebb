"""No recording holds a secret or a private text, and the search for them finds what is there."""

import re
from base64 import b64encode
from pathlib import Path

import pytest
from ann_at_gmail import AnnAtGmail, Known, nightly, some_of_everything
from crm_at_hubspot import EVE, CrmAtHubSpot
from scrubbing import Scrubber
from secret_search import SIGNS, secrets_in
from tape import CASSETTES, Studio

from crmsync_sandbox.faults import ExpireToken
from crmsync_sandbox.server import Sandbox

RECORDINGS = sorted(path for path in CASSETTES.rglob("*") if path.is_file() and path.name != "README.md")

PLANTED = {
    "an access token of Google's": "ya29.a0AfB",
    "a bearer token": "authorization: Bearer 0123",
    "a key of HubSpot's": "pat-na1-0123",
    "a refresh token or code of Google's": "1//03abcdefghijklmnopqrstuv",
    "a client secret of Google's": "GOCSPX-0123",
    "a signed token": "eyJhbGciOiJSUzI1NiJ9.e30",
    "a private key": "-----BEGIN PRIVATE KEY-----",
    "a field that holds a secret": '{"refresh_token": "0123"}',
    "a private text of the sandbox's": "CANARY snippet",
}
"""One of each, by what it is."""


def test_there_are_recordings() -> None:
    assert {path.parent.relative_to(CASSETTES).as_posix() for path in RECORDINGS} == {
        "calendar",
        "contacts",
        "gmail",
        "login",
        "hubspot/v3",
        "hubspot/2026-09",
    }


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recording_holds_no_secret(path: Path) -> None:
    assert secrets_in(path) == []


def test_there_is_a_planted_secret_for_every_sign() -> None:
    assert PLANTED.keys() == SIGNS.keys()


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_secret_is_found_wherever_it_stands(what: str, tmp_path: Path) -> None:
    original = (CASSETTES / "gmail/a_quiet_night.yaml").read_text()
    escaped = PLANTED[what].replace("'", "''")
    for number, place in enumerate(("string: '", "body: '", "- application/json")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(original.replace(place, f"{place} {escaped}" if "'" in place else f"- '{escaped}'", 1))
        assert what in secrets_in(path), place


def test_a_planted_secret_is_found_in_an_answer_that_is_no_text(tmp_path: Path) -> None:
    original = (CASSETTES / "gmail/a_quiet_night.yaml").read_text()
    path = tmp_path / "binary.yaml"
    answer = b64encode(b"\xff ya29.a0AfB").decode()
    path.write_text(re.sub(r"string: .*", f"string: !!binary {answer}", original))
    assert secrets_in(path) == ["an access token of Google's"]


def test_recordings_of_both_services_that_are_not_scrubbed_are_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scrubber, "text", lambda _, text: text)
    google, hubspot = (Studio(cassette=tmp_path / name, take=tmp_path / f"{name}.take", keep=True) for name in "gh")
    with Sandbox(window_scale=0.01) as sandbox:
        gmail = AnnAtGmail(studio=google, sandbox=sandbox)
        gmail.prepare(some_of_everything)
        gmail.trouble(ExpireToken(), "/history")
        with gmail.on_air() as source:
            list(source.pull(nightly(), Known()))
        crm = CrmAtHubSpot(studio=hubspot, sandbox=sandbox, version="v3")
        with crm.on_air() as destination:
            list(destination.read([EVE]))
    assert secrets_in(google.cassette) == sorted(
        ("a bearer token", "a client secret of Google's", "a field that holds a secret", "an access token of Google's")
    )
    assert secrets_in(hubspot.cassette) == ["a bearer token", "a key of HubSpot's"]
