"""What people log at HubSpot, as a world of the source contract."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hubspot_worlds import FAULTS

from crmsync.connector import Secret
from crmsync.retry import Caller
from crmsync.testing import Ability, Failure, SourceWorld
from crmsync_hubspot.paths import Version
from crmsync_hubspot.talks.cursor import A_ROUND
from crmsync_hubspot.talks.source import HubSpotTalks, TalksSettings
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.server import Sandbox

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=2)
"""Longer ago than a pull looks back behind the one before it."""


class TalksWorld(SourceWorld):
    """Calls that somebody logs. What is deleted shows only in the weekly pass through everything."""

    version: ClassVar[Version] = "v3"
    kind: ClassVar[str] = "calls"
    logged: ClassVar[Mapping[str, str]] = {"do": "log_call"}
    quiet = 3
    """A search for each type."""
    lacks: ClassVar = {Ability.EXPIRY: "a cursor is a time, which HubSpot can't forget"}

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.clock = BEFORE
        self.time = NOW
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
        return self.time

    def open(self) -> HubSpotTalks:
        """What people do from here on, they do after the pull began."""
        self.clock = self.time
        key = Secret("env HUBSPOT_KEY", lambda: self.sandbox.hubspot_key)
        config = TalksSettings(key=key, api_base=self.sandbox.url, api_version=self.version)
        return HubSpotTalks(config, caller=Caller(wait_scale=0.001))

    def add(self, address: str, at: datetime) -> str:
        self.portal.load(CrmContact(email=address))
        told = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        made = self.portal.act({**self.logged, "contact": address.lower(), "at": told})
        return f"{self.kind}/{made['id']}"

    def change(self, id: str) -> None:
        what = {"which": _number(id), "name": "hs_timestamp", "value": "2026-01-07T12:00:00Z"}
        self.portal.act({"do": "set_property", "kind": self.kind, **what})

    def remove(self, id: str) -> None:
        """Somebody deletes it, and a week goes by."""
        self.portal.act({"do": "delete_activity", "kind": self.kind, "activity": _number(id)})
        self.time = NOW + A_ROUND

    def spoil(self) -> str:
        """HubSpot takes no such time; a record that holds one is put there past its checks."""
        id = self.add("nobody@example.org", NOW)
        records = self.portal.state.records[self.kind]
        record = records.by_id[_number(id)]
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


def _number(id: str) -> str:
    return id.rpartition("/")[2]


class MessagesWorld(TalksWorld):
    """Messages that somebody logs. One that turns out to be a letter was no conversation, which shows at once."""

    kind: ClassVar[str] = "communications"
    logged: ClassVar[Mapping[str, str]] = {"do": "log_message", "channel": "SMS"}

    def remove(self, id: str) -> None:
        what = {"which": _number(id), "name": "hs_communication_channel_type", "value": "PHYSICAL_MAIL"}
        self.portal.act({"do": "set_property", "kind": self.kind, **what})
