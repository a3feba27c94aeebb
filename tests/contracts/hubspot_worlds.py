"""HubSpot at the sandbox, as a world of the destination contract."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

from crmsync.connector import Secret
from crmsync.retry import Caller
from crmsync.testing import DestinationWorld, Failure
from crmsync_hubspot.config import HubSpotConfig
from crmsync_hubspot.destination import HubSpotDestination
from crmsync_hubspot.paths import Version
from crmsync_sandbox.faults import Drop, Kind, Refuse
from crmsync_sandbox.hubspot.state import State
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.server import Sandbox

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
STAMPS = {"createdate", "lastmodifieddate", "hs_lastmodifieddate", "hs_createdate", "hs_task_completion_date"}
FAULTS: Mapping[Failure, Kind] = {
    Failure.TOO_FAST: Refuse(status=429),
    Failure.BROKEN: Refuse(status=500),
    Failure.DOWN: Refuse(status=503),
    Failure.DROPPED: Drop(),
    Failure.LOST: Drop(after_effect=True),
    Failure.NO_LOGIN: Refuse(status=401),
}


class HubSpotWorld(DestinationWorld):
    """A portal after `crmsync setup`, which is done once for each kind and then remembered."""

    version: ClassVar[Version] = "v3"
    unique_keys: ClassVar[bool] = True
    most_requests_for_250 = 20
    """Three batches, and what tells whether every property is there."""
    remembered: ClassVar[dict[tuple[Version, bool], State]] = {}

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.sandbox = Sandbox(window_scale=0.01, now=lambda: NOW)
        self.sandbox.__enter__()
        self.portal = self.sandbox.portal
        self.portal.unique_task_properties = self.unique_keys
        kind = (self.version, self.unique_keys)
        if kind not in self.remembered:
            self._set_up()
            self.remembered[kind] = self.portal.snapshot()
        self.portal.reset(self.remembered[kind])

    def _set_up(self) -> None:
        destination = self.open()
        destination.keep_tags(["client", "investor"])
        for step in destination.lacking():
            destination.create(step)

    def close(self) -> None:
        self.sandbox.__exit__(None, None, None)

    def open(self) -> HubSpotDestination:
        key = Secret("env HUBSPOT_KEY", lambda: self.sandbox.hubspot_key)
        config = HubSpotConfig(key=key, api_base=self.sandbox.url, api_version=self.version)
        return HubSpotDestination(config, caller=Caller(wait_scale=0.001), now=lambda: NOW)

    def load(self, addresses: Sequence[str]) -> Sequence[str]:
        return self.portal.load(*(CrmContact(email=address, firstname="Theirs") for address in addresses))

    def remove(self, profile: str) -> None:
        self.portal.people.archive_contact(profile)

    def held(self) -> object:
        dump = self.portal.dump()
        return {kind: {id: _plain(record) for id, record in dump[kind].items()} for kind in ("contacts", "tasks")}

    def foreign(self) -> object:
        contacts = self.portal.dump()["contacts"]
        return {
            id: {k: v for k, v in _plain(one).items() if not k.startswith("crmsync_")} for id, one in contacts.items()
        }

    def tasks(self) -> Sequence[str]:
        tasks = self.portal.dump()["tasks"].values()
        return [task["properties"]["crmsync_key"] for task in tasks if task["archived_at"] is None]

    def requests(self) -> int:
        return self.sandbox.meter.requests["hubspot"]

    def complete(self, task: str) -> None:
        self.portal.people.complete_task(task)

    def delete(self, task: str) -> None:
        self.portal.people.delete_task(task)

    def move(self, task: str, due: date) -> None:
        self.portal.people.move_task(task, f"{due}T08:00:00Z")

    def set_cadence(self, profile: str, days: int | None) -> None:
        self.portal.people.set_property(profile, "crmsync_cadence_days", "" if days is None else str(days))

    def fail(self, failure: Failure, times: int | None = 1) -> None:
        path = r"/batch/(create|update)" if failure is Failure.LOST else r"/batch/"
        self.sandbox.faults.add(FAULTS[failure], service="hubspot", path=path, times=times)

    def heal(self) -> None:
        self.sandbox.faults.clear()


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in record["properties"].items() if name not in STAMPS and value != ""}
    return {**values, "archived": record["archived_at"] is not None}
