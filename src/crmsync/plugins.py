"""Entry points → classes. Every connector enters this way, those that come with crmsync too."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

SOURCES = "crmsync.sources"
DESTINATIONS = "crmsync.destinations"
ENRICHERS = "crmsync.enrichers"
COMMANDS = "crmsync.commands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What is installed under a name, before it is imported."""

    group: str
    name: str
    distribution: str
    entry: EntryPoint

    def load(self) -> Any:  # noqa: ANN401 - a plugin's class; the caller knows the protocol of its group
        """The class. Raises `PluginError` where the plugin can't be imported."""
        try:
            return self.entry.load()
        except (ImportError, AttributeError) as error:
            raise PluginError(f"connector {self.name} of {self.distribution} can't be loaded: {error}") from error


class PluginError(Exception):
    """A plugin is missing or broken; the message says which."""


def installed(group: str) -> Mapping[str, Plugin]:
    """By name. Raises `PluginError` where two distributions claim one name."""
    found: dict[str, Plugin] = {}
    for entry in sorted(entry_points(group=group), key=lambda entry: entry.name):
        distribution = entry.dist.name if entry.dist else "an unknown distribution"
        if entry.name in found and found[entry.name].entry.value != entry.value:
            raise PluginError(f"both {found[entry.name].distribution} and {distribution} offer {group} {entry.name}")
        found[entry.name] = Plugin(group=group, name=entry.name, distribution=distribution, entry=entry)
    return found
