"""Portals to test against."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hubspot_crm import NOW, Crm

from crmsync_hubspot.paths import Version
from crmsync_sandbox.hubspot.state import State
from crmsync_sandbox.server import Sandbox


@dataclass(slots=True)
class SetUp:
    """Portals after `setup`, which is done once for each kind and then remembered."""

    states: dict[bool, State] = field(default_factory=dict)

    def make(self, crm: Crm, *, unique_keys: bool) -> None:
        portal = crm.sandbox.portal
        portal.unique_task_properties = unique_keys
        if unique_keys not in self.states:
            destination = crm.destination()
            for step in destination.lacking():
                destination.create(step)
            self.states[unique_keys] = portal.snapshot()
            crm.sandbox.meter.reset()
        portal.reset(self.states[unique_keys])


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(window_scale=0.01, now=lambda: NOW) as sandbox:
        yield sandbox


@pytest.fixture(params=["v3", "2026-09"])
def version(request: pytest.FixtureRequest) -> Version:
    version: Version = request.param
    return version


@pytest.fixture
def bare(sandbox: Sandbox, version: Version) -> Crm:
    """A portal before `setup`."""
    return Crm(sandbox, version)


@pytest.fixture(scope="session")
def set_up() -> SetUp:
    return SetUp()


@pytest.fixture
def crm(bare: Crm, set_up: SetUp) -> Crm:
    """A portal after `setup`."""
    set_up.make(bare, unique_keys=True)
    return bare


@pytest.fixture(params=["unique keys", "plain keys"])
def both(request: pytest.FixtureRequest, bare: Crm, set_up: SetUp) -> Crm:
    """A portal after `setup`, whose tasks may have unique properties or not."""
    set_up.make(bare, unique_keys=request.param == "unique keys")
    return bare
