"""Each conversation is played from its cassette, and recorded anew to see that the cassette is still true."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from ann_at_calendar import AnnAtCalendar
from ann_at_gmail import AnnAtGmail
from ann_at_people import AnnAtPeople
from ann_logs_in import AnnLogsIn
from crm_at_hubspot import NOW, CrmAtHubSpot
from tape import CASSETTES, Studio

from crmsync_hubspot.paths import Version
from crmsync_sandbox.server import Sandbox


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="record the cassettes of tests/wire anew, from the sandbox")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "manner" in metafunc.fixturenames:
        recording = metafunc.config.getoption("--record", default=False)
        metafunc.parametrize("manner", ["recorded"] if recording else ["played", "recorded again"], indirect=True)


@pytest.fixture
def manner(request: pytest.FixtureRequest) -> str:
    """Played: with the network off, and no sandbox. Recorded: from a sandbox of its own."""
    manner: str = request.param
    if manner == "played":
        request.getfixturevalue("socket_disabled")
    return manner


@pytest.fixture
def sandbox(manner: str) -> Iterator[Sandbox | None]:
    if manner == "played":
        yield None
        return
    with Sandbox(window_scale=0.01, now=lambda: NOW) as sandbox:
        yield sandbox


@pytest.fixture
def gmail(request: pytest.FixtureRequest, manner: str, sandbox: Sandbox | None, tmp_path: Path) -> AnnAtGmail:
    return AnnAtGmail(studio=_studio(request, manner, tmp_path, "gmail"), sandbox=sandbox)


@pytest.fixture
def calendar(request: pytest.FixtureRequest, manner: str, sandbox: Sandbox | None, tmp_path: Path) -> AnnAtCalendar:
    return AnnAtCalendar(studio=_studio(request, manner, tmp_path, "calendar"), sandbox=sandbox)


@pytest.fixture
def people(request: pytest.FixtureRequest, manner: str, sandbox: Sandbox | None, tmp_path: Path) -> AnnAtPeople:
    return AnnAtPeople(studio=_studio(request, manner, tmp_path, "contacts"), sandbox=sandbox)


@pytest.fixture
def logins(request: pytest.FixtureRequest, manner: str, sandbox: Sandbox | None, tmp_path: Path) -> AnnLogsIn:
    return AnnLogsIn(studio=_studio(request, manner, tmp_path, "login"), sandbox=sandbox)


@pytest.fixture(params=["v3", "2026-09"])
def version(request: pytest.FixtureRequest) -> Version:
    version: Version = request.param
    return version


@pytest.fixture
def crm(
    request: pytest.FixtureRequest, manner: str, sandbox: Sandbox | None, version: Version, tmp_path: Path
) -> CrmAtHubSpot:
    studio = _studio(request, manner, tmp_path, f"hubspot/{version}")
    return CrmAtHubSpot(studio=studio, sandbox=sandbox, version=version)


def _studio(request: pytest.FixtureRequest, manner: str, folder: Path, service: str) -> Studio:
    """A cassette is named after its test."""
    name = request.function.__name__.removeprefix("test_") + ".yaml"
    return Studio(
        cassette=CASSETTES / service / name,
        take=None if manner == "played" else folder / name,
        keep=manner == "recorded",
    )
