"""A recording is played exactly, or the test fails."""

import importlib
from pathlib import Path

import pytest
from ann_at_gmail import FIRST_PULLED, AnnAtGmail, Known, nightly, post
from crm_at_hubspot import BOB_BEFORE, ZOE, CrmAtHubSpot
from tape import CASSETTES, MOST_INTERACTIONS, Studio, interactions
from vcr.errors import CannotOverwriteExistingCassetteException
from vcr.serializers import yamlserializer

from crmsync.connector import EmailAddress
from crmsync_google.gmail.cursor import FirstPull, write
from crmsync_sandbox.server import Sandbox

offline = pytest.mark.usefixtures("socket_disabled")

HERE = Path(__file__).parent


def played(path: Path) -> Studio:
    return Studio(cassette=path, take=None, keep=False)


def gmail(name: str) -> AnnAtGmail:
    return AnnAtGmail(studio=played(CASSETTES / "gmail" / name), sandbox=None)


@offline
def test_what_is_not_recorded_is_refused_and_not_sent() -> None:
    source_on_air = gmail("a_quiet_night.yaml").on_air()
    with pytest.raises(CannotOverwriteExistingCassetteException), source_on_air as source:
        list(source.pull(nightly(9), Known()))


@offline
@pytest.mark.parametrize(
    ("recorded", "other"),
    [
        ("method: GET", "method: PUT"),
        ("/users/me/history", "/users/you/history"),
        ("maxResults=500", "maxResults=501"),
        ("Bearer scrubbed-token-1", "Bearer scrubbed-token-2"),
        ("body: ''", "body: '{}'"),
    ],
)
def test_a_request_that_differs_from_the_recorded_one_in_anything_fails(
    tmp_path: Path, recorded: str, other: str
) -> None:
    original = (CASSETTES / "gmail/a_quiet_night.yaml").read_text()
    assert recorded in original
    path = tmp_path / "altered.yaml"
    path.write_text(original.replace(recorded, other))
    altered = AnnAtGmail(studio=played(path), sandbox=None).on_air()
    with pytest.raises(CannotOverwriteExistingCassetteException), altered as source:
        list(source.pull(nightly(), Known()))


@offline
def test_what_is_recorded_and_not_asked_for_fails() -> None:
    with pytest.raises(AssertionError, match="only 12 of 14"), gmail("a_first_pull.yaml").on_air() as source:
        list(source.pull(write(FirstPull(history="1")), Known(FIRST_PULLED)))


@offline
def test_another_order_fails(tmp_path: Path) -> None:
    [first, second, *rest] = interactions(CASSETTES / "hubspot/v3/read.yaml")
    path = tmp_path / "turned.yaml"
    path.write_text(yamlserializer.serialize({"version": 1, "interactions": [second, first, *rest]}))
    crm = CrmAtHubSpot(studio=played(path), sandbox=None, version="v3")
    asked = [BOB_BEFORE, EmailAddress("nobody@example.org"), EmailAddress("cat@example.net"), ZOE]
    with pytest.raises(AssertionError, match="another order"), crm.on_air() as destination:
        list(destination.read(asked))


def test_a_recording_that_the_sandbox_would_not_make_any_more_fails(tmp_path: Path) -> None:
    studio = Studio(cassette=CASSETTES / "gmail/a_quiet_night.yaml", take=tmp_path / "take.yaml", keep=False)
    with Sandbox() as sandbox:
        ann = AnnAtGmail(studio=studio, sandbox=sandbox)
        ann.prepare(lambda mailbox: [post(mailbox, minute, "talk") for minute in range(11)])
        with pytest.raises(AssertionError, match="record it anew"), ann.on_air() as source:
            list(source.pull(nightly(), Known()))


@pytest.mark.parametrize("folder", ["gmail", "calendar", "contacts", "hubspot/v3", "hubspot/2026-09"])
def test_every_recording_belongs_to_a_test_and_is_short(folder: str) -> None:
    modules = [importlib.import_module(file.stem) for file in HERE.glob(f"test_wire_{folder.partition('/')[0]}*.py")]
    tests = {name.removeprefix("test_") for module in modules for name in vars(module) if name.startswith("test_")}
    recordings = sorted((CASSETTES / folder).glob("*.yaml"))
    assert {path.stem for path in recordings} == tests
    assert max(len(interactions(path)) for path in recordings) < MOST_INTERACTIONS
