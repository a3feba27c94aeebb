"""HubSpot passes the contract, at the sandbox: both versions of its API, with unique keys of tasks and without."""

from hubspot_worlds import HubSpotWorld

from crmsync.testing import DestinationContract


class TestVersion3(DestinationContract):
    World = HubSpotWorld


class TestVersion202609(DestinationContract):
    class World(HubSpotWorld):
        version = "2026-09"


class TestPlainKeys(DestinationContract):
    class World(HubSpotWorld):
        version = "2026-09"
        unique_keys = False
