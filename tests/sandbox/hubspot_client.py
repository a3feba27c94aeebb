"""What the tests of the HubSpot stand-in share: a bare client, paths in both forms, a check against the real models."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import urllib3

from crmsync_sandbox.hubspot.portal import Portal
from crmsync_sandbox.hubspot.state import State
from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.server import Sandbox

ROOTS = {
    "v3": {
        "objects": "/crm/v3/objects",
        "properties": "/crm/v3/properties",
        "associations": "/crm/v4/associations",
        "owners": "/crm/v3/owners",
        "account-info": "/account-info/v3",
    },
    "2026-09": {
        "objects": "/crm/objects/2026-09",
        "properties": "/crm/properties/2026-09",
        "associations": "/crm/associations/2026-09",
        "owners": "/crm/owners/2026-09",
        "account-info": "/account-info/2026-09",
    },
}
MANY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Wire:
    """Bare requests to the stand-in."""

    url: str
    key: str
    version: str = "v3"
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def ask(self, method: str, path: str, body: object = None) -> Reply:
        """`path` is `area/rest`, without the version: `objects/contacts/batch/read`."""
        area = re.split(r"[/?]", path)[0]
        url = self.url + ROOTS[self.version][area] + path.removeprefix(area)
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        content = None if body is None else json.dumps(body)
        answer = self.pool.request(method, url, body=content, headers=headers, timeout=10)
        return Reply(
            status=answer.status, body=json.loads(answer.data) if answer.data else None, headers=answer.headers
        )

    def post(self, path: str, body: object) -> Reply:
        return self.ask("POST", path, body)

    def get(self, path: str) -> Reply:
        return self.ask("GET", path)

    def patch(self, path: str, body: object) -> Reply:
        return self.ask("PATCH", path, body)

    def delete(self, path: str) -> Reply:
        return self.ask("DELETE", path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A portal that is served, and a way to reach it."""

    sandbox: Sandbox
    portal: Portal
    wire: Wire
    fresh: State

    def clean(self) -> None:
        """As it was when it was opened."""
        portal = self.portal
        portal.reset(self.fresh)
        portal.limits.burst.limit = portal.limits.search.limit = portal.limits.daily = MANY
        portal.search_lag, portal.unique_task_properties, portal.milliseconds = 0.0, True, True
        self.wire.version, self.wire.key = "v3", portal.key


@contextmanager
def open_desk(window_scale: float = 0.01) -> Iterator[Desk]:
    """A served portal with Ann, Bob and Cleo, the last of whom has a second address."""
    with Sandbox(window_scale=window_scale) as sandbox:
        sandbox.portal.load(
            CrmContact(email="ann@example.com", firstname="Ann"),
            CrmContact(email="bob@example.com", firstname="Bob"),
            CrmContact(email="cleo@example.com", additional_emails=("cleo@home.example",)),
        )
        wire = Wire(url=sandbox.url, key=sandbox.hubspot_key)
        yield Desk(sandbox=sandbox, portal=sandbox.portal, wire=wire, fresh=sandbox.portal.snapshot())


def invalid(reply: Reply) -> dict[str, str]:
    """The code of each refused property, by name, from the message that holds them as JSON."""
    _, _, listed = reply.body["message"].partition(": ")
    return {one["name"]: one["error"] for one in json.loads(listed)}


def define(wire: Wire, kind: str, name: str, type_: str, field_type: str, **more: object) -> Reply:
    """Make a property in a group of its own."""
    wire.post(f"properties/{kind}/groups", {"name": "crmsync", "label": "crmsync"})
    body = {"name": name, "label": name, "type": type_, "fieldType": field_type, "groupName": "crmsync", **more}
    return wire.post(f"properties/{kind}", body)
