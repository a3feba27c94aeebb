"""Tables pass the contract, in both formats."""

from table_worlds import TableWorld

from crmsync.testing import DestinationContract


class TestCsv(DestinationContract):
    World = TableWorld


class TestJsonLines(DestinationContract):
    class World(TableWorld):
        format = "jsonl"
