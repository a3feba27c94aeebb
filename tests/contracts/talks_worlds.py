"""What people log at HubSpot, as a world of the source contract."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hubspot_worlds import FAULTS

from crmsync.connector import Secret
from crmsync.retry import Caller
from crmsync.testing import Ability, Failure, SourceWorld
from crmsync_hubspot.paths import Version
from crmsync_hubspot.talks.source import HubSpotTalks, TalksSettings
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.server import Sandbox

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=2)
"""Longer ago than a pull looks back behind the one before it."""


class TalksWorld(SourceWorld):
    """Messages that somebody logs. One that turns out to be a letter was no conversation.

    What is deleted shows only in the weekly pass through everything, and the clock of a law stands still: a test of
    this source alone has it.
    """

    version: ClassVar[Version] = "v3"
    quiet = 3
    """A search for each type."""
    lacks: ClassVar = {Ability.EXPIRY: "a cursor is a time, which HubSpot can't forget"}

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.clock = BEFORE
        self.sandbox = Sandbox(window_scale=0.01, now=lambda: self.clock)
        self.sandbox.__enter__()
        self.portal = self.sandbox.portal
        self.patches = pytest.MonkeyPatch()
        self.patches.setattr("crmsync_hubspot.search.PAGE", 5)

    def close(self) -> None:
        self.patches.undo()
        self.sandbox.__exit__(None, None, None)

    @property
    def now(self) -> datetime:
        return NOW

    def open(self) -> HubSpotTalks:
        """What people do from here on, they do after the pull began."""
        self.clock = NOW
        key = Secret("env HUBSPOT_KEY", lambda: self.sandbox.hubspot_key)
        config = TalksSettings(key=key, api_base=self.sandbox.url, api_version=self.version)
        return HubSpotTalks(config, caller=Caller(wait_scale=0.001))

    def add(self, address: str, at: datetime) -> str:
        self.portal.load(CrmContact(email=address))
        told = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return self._id(
            self.portal.act({"do": "log_message", "contact": address.lower(), "at": told, "channel": "SMS"})
        )

    def change(self, id: str) -> None:
        self._set(id, "hs_timestamp", "2026-01-07T12:00:00Z")

    def remove(self, id: str) -> None:
        self._set(id, "hs_communication_channel_type", "PHYSICAL_MAIL")

    def _set(self, id: str, name: str, value: str) -> None:
        which = id.rpartition("/")[2]
        self.portal.act({"do": "set_property", "kind": "communications", "which": which, "name": name, "value": value})

    def spoil(self) -> str:
        """HubSpot takes no such time; a record that holds one is put there past its checks."""
        id = self.add("nobody@example.org", NOW)
        records = self.portal.state.records["communications"]
        record = records.by_id[id.rpartition("/")[2]]
        records.put(replace(record, properties={**record.properties, "hs_timestamp": "soon"}))
        return id

    def held(self) -> object:
        return self.portal.dump()

    def requests(self) -> int:
        return self.sandbox.meter.requests["hubspot"]

    def fail(self, failure: Failure, times: int | None = 1) -> None:
        self.sandbox.faults.add(FAULTS[failure], service="hubspot", times=times)

    def heal(self) -> None:
        self.sandbox.faults.clear()

    @staticmethod
    def _id(made: Mapping[str, Any]) -> str:
        return f"communications/{made['id']}"
