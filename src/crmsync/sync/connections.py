"""From the configuration to live connectors. Constructing one sends no request."""

from pathlib import Path

from crmsync.config.load import load
from crmsync.config.settings import Config, Connection
from crmsync.connector import Destination, Source
from crmsync.plugins import DESTINATIONS, SOURCES, Plugin, installed
from crmsync.retry import Caller

GROUPS = {"sources": SOURCES, "destinations": DESTINATIONS}


def read_config(path: Path) -> Config:
    """The settings in `path`, with the Config classes of the installed plugins."""
    return load(path, lambda section, connector: _plugin(section, connector).load().Config)


def source(connection: Connection, caller: Caller) -> Source:
    kind = _plugin("sources", connection.connector).load()
    made: Source = kind(connection.config, account=connection.account, caller=caller)
    return made


def destination(connection: Connection, caller: Caller) -> Destination:
    kind = _plugin("destinations", connection.connector).load()
    made: Destination = kind(connection.config, account=connection.account, caller=caller)
    return made


def _plugin(section: str, connector: str) -> Plugin:
    found = installed(GROUPS[section])
    if connector not in found:
        raise LookupError(f"no connector {connector!r} is installed (there are: {', '.join(found)})")
    return found[connector]
