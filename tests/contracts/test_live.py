"""The looking laws on the real accounts of the configuration at $CRMSYNC_CONFIG: only with `pytest --live`.

Nothing is written there. Real accounts are busy: what comes while a law is tried may fail it, and a second try tells.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmsync.config.settings import Connection
from crmsync.connector import Destination, Source
from crmsync.retry import Caller
from crmsync.sync.connections import destination, read_config, source
from crmsync.testing import DestinationLooks, SourceLooks


def connections(section: str) -> Sequence[Connection]:
    path = os.environ.get("CRMSYNC_CONFIG")
    found = getattr(read_config(Path(path)), section) if path else {}
    return list(found.values())


class Account:
    """A world of which nothing is known but what the connector says."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.caller = connection, Caller()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def requests(self) -> int:
        return self.caller.tally.requests.total()


class LiveSource(Account):
    def open(self) -> Source:
        return source(self.connection, self.caller)


class LiveDestination(Account):
    def open(self) -> Destination:
        return destination(self.connection, self.caller)


class TestLiveSources(SourceLooks):
    live = True

    @pytest.fixture(params=connections("sources"), ids=lambda each: each.name)
    def world(self, request: pytest.FixtureRequest, socket_enabled: None) -> LiveSource:
        return LiveSource(request.param)


class TestLiveDestinations(DestinationLooks):
    live = True

    @pytest.fixture(params=connections("destinations"), ids=lambda each: each.name)
    def world(self, request: pytest.FixtureRequest, socket_enabled: None) -> LiveDestination:
        return LiveDestination(request.param)
