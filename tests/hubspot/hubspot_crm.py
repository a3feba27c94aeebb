"""What the tests of the destination share: a portal on loopback with a destination in front, and changes to apply."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal
from urllib.request import Request, urlopen

import pytest

from crmsync.connector import (
    Applied,
    Change,
    Channel,
    CreateTask,
    EmailAddress,
    Outcome,
    Output,
    Profile,
    Secret,
    SetProperties,
    TaskContent,
    Values,
)
from crmsync.retry import Caller
from crmsync_hubspot.config import HubSpotConfig
from crmsync_hubspot.destination import HubSpotDestination
from crmsync_hubspot.paths import Version
from crmsync_hubspot.wire import Body, Query, Verb, Wire
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.meter import Call
from crmsync_sandbox.server import Sandbox

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """What the store knows: ids of our open tasks."""

    ids: tuple[str, ...] = ()

    def open_tasks(self) -> tuple[str, ...]:
        return self.ids


@dataclass(slots=True)
class Crm:
    """A portal, a destination in front of it, and a count of what the two say to each other."""

    sandbox: Sandbox
    version: Version
    now: datetime = NOW
    caller: Caller = field(default_factory=lambda: Caller(wait_scale=0.01))
    log: tuple[Literal["meeting", "mail"], ...] = ()

    def destination(
        self, key: str | None = None, queue: str | None = None, tags: Sequence[str] = ()
    ) -> HubSpotDestination:
        secret = Secret("env HUBSPOT_KEY", lambda: self.sandbox.hubspot_key if key is None else key)
        config = HubSpotConfig(
            key=secret, api_base=self.sandbox.url, api_version=self.version, queue=queue, log=self.log
        )
        made = HubSpotDestination(config, caller=self.caller, now=lambda: self.now)
        made.keep_tags(tags)
        return made

    def load(self, *emails: str, **properties: str) -> list[str]:
        return self.sandbox.portal.load(*(CrmContact(email=email, properties=properties) for email in emails))

    def read(self, *emails: str) -> list[Profile]:
        return list(self.destination().read([EmailAddress(email) for email in emails]))

    def apply(self, *changes: Change, tags: Sequence[str] = ()) -> list[Outcome]:
        return list(self.destination(tags=tags).apply(changes))

    def ids(self, *changes: Change, tags: Sequence[str] = ()) -> list[str]:
        """Apply, where all must be applied; the ids of the outcomes."""
        outcomes = self.apply(*changes, tags=tags)
        assert [type(outcome) for outcome in outcomes] == [Applied] * len(changes), outcomes
        assert [outcome.key for outcome in outcomes] == [change.key for change in changes]
        return [outcome.id for outcome in outcomes if isinstance(outcome, Applied)]

    def calls(self, path: str = "") -> list[Call]:
        return [call for call in self.sandbox.meter.log if path in call.path]

    def counted(self, act: Callable[[], object]) -> list[Call]:
        """The calls that `act` makes."""
        before = len(self.sandbox.meter.log)
        act()
        return self.sandbox.meter.log[before:]

    def ask(self, verb: str, path: str, body: object = None) -> None:
        """What a person or another program asks of HubSpot, without the code under test."""
        headers = {"Authorization": f"Bearer {self.sandbox.hubspot_key}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        with urlopen(Request(self.sandbox.url + path, data, headers, method=verb)):
            pass


DUE = date(2026, 11, 24)
VALUES: Values = {Output.STATE: "quiet", Output.LAST_CONTACT: "2026-11-20T08:00:00Z", Output.REACH_OUT_BY: "2026-12-20"}


def wanted(profile: str, values: Values = VALUES) -> SetProperties:
    return SetProperties(key=f"set {profile}", profile=profile, values=values)


def content(subject: str = "Talk to Bob", channel: Channel = Channel.MAIL, owner: str | None = None) -> TaskContent:
    address = EmailAddress(owner) if owner else None
    return TaskContent(subject=subject, body="61 days <quiet> & so on\nmail", due=DUE, channel=channel, owner=address)


def create(profile: str, key: str = "k1", *, channel: Channel = Channel.MAIL, owner: str | None = None) -> CreateTask:
    return CreateTask(key=key, profile=profile, content=content(channel=channel, owner=owner))


def keys(crm: Crm) -> list[str]:
    """The keys of all tasks in the portal."""
    tasks = crm.sandbox.portal.dump()["tasks"].values()
    return sorted(task["properties"].get("crmsync_key", "") for task in tasks)


def without_trace_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if HubSpot did not know objectWriteTraceId: nothing is left of it in a request."""
    send = Wire.send

    def stripped(self: Wire, verb: Verb, path: str, body: Body | None = None, query: Query = ()) -> Body:
        inputs = [{k: v for k, v in one.items() if k != "objectWriteTraceId"} for one in (body or {}).get("inputs", [])]
        return send(self, verb, path, {**(body or {}), "inputs": inputs} if inputs else body, query)

    monkeypatch.setattr(Wire, "send", stripped)
