"""From the configuration to live connectors. Constructing one sends no request."""

from pathlib import Path

from crmsync.config.load import load
from crmsync.config.settings import Config, Connection
from crmsync.connector import Destination, Enricher, Source, TagKeeping
from crmsync.plugins import DESTINATIONS, ENRICHERS, SOURCES, Plugin, installed
from crmsync.retry import Caller

GROUPS = {"sources": SOURCES, "destinations": DESTINATIONS, "enrichers": ENRICHERS}


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
    if isinstance(made, TagKeeping):
        made.keep_tags(connection.tags)
    return made


def enricher(connection: Connection, caller: Caller) -> Enricher:
    kind = _plugin("enrichers", connection.connector).load()
    made: Enricher = kind(connection.config, account=connection.account, caller=caller)
    return made


def _plugin(section: str, connector: str) -> Plugin:
    found = installed(GROUPS[section])
    if connector not in found:
        raise LookupError(f"no connector {connector!r} is installed (there are: {', '.join(found)})")
    return found[connector]
