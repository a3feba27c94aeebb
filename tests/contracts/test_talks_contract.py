"""HubSpot as a source passes the contract, at the sandbox: both versions of its API."""

from talks_worlds import MessagesWorld, TalksWorld

from crmsync.testing import SourceContract


class TestVersion3(SourceContract):
    World = TalksWorld


class TestVersion202609(SourceContract):
    class World(TalksWorld):
        version = "2026-09"


class TestMessages(SourceContract):
    World = MessagesWorld
