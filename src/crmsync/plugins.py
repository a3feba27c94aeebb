"""Entry points → classes. Every connector enters this way, those that come with crmsync too."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
    entry: EntryPoint

    @property
    def distribution(self) -> str:
        return self.entry.dist.name if self.entry.dist else "an unknown distribution"

    @property
    def version(self) -> str:
        """Of the distribution; empty where it is unknown."""
        return self.entry.dist.version if self.entry.dist else ""

    def load(self) -> Any:  # noqa: ANN401 - a plugin's class; the caller knows the protocol of its group
        """The class. Raises `PluginError` where it can't be imported, or was written for another interface."""
        try:
            found = self.entry.load()
        except (ImportError, AttributeError) as error:
            raise PluginError(f"connector {self.name} of {self.distribution} can't be loaded: {error}") from error
        if self.group != COMMANDS:
            self._require_interface(getattr(found, "interface", "1.0"))
        return found

    def _require_interface(self, written_for: object) -> None:
        """The same major, and no later minor than ours."""
        from crmsync.connector import INTERFACE_VERSION

        major, minor = map(int, INTERFACE_VERSION.split("."))
        match re.fullmatch(r"(\d+)\.(\d+)", str(written_for)):
            case None:
                raise PluginError(
                    f"connector {self.name} of {self.distribution} says it was written for interface {written_for!r}. "
                    f'Its author must write it as "{INTERFACE_VERSION}".'
                )
            case found if int(found[1]) != major or int(found[2]) > minor:
                other = "crmsync" if (int(found[1]), int(found[2])) > (major, minor) else self.distribution
                raise PluginError(
                    f"connector {self.name} of {self.distribution} was written for interface {written_for}, and this "
                    f"crmsync has {INTERFACE_VERSION}. Install a newer {other}."
                )


class PluginError(Exception):
    """A plugin is missing or broken; the message says which."""


def installed(group: str) -> Mapping[str, Plugin]:
    """By name. Raises `PluginError` where two distributions claim one name."""
    found: dict[str, Plugin] = {}
    for entry in sorted(_entries(tuple(sys.path))[group], key=lambda entry: entry.name):
        plugin = Plugin(group=group, name=entry.name, entry=entry)
        other = found.get(entry.name, plugin)
        if other.entry.value != entry.value:
            raise PluginError(f"both {other.distribution} and {plugin.distribution} offer {group} {entry.name}")
        found[entry.name] = plugin
    return found


@cache  # it reads a file of each distribution, which takes some 20 ms, and a run asks five times
def _entries(_places: tuple[str, ...]) -> Mapping[str, Sequence[EntryPoint]]:
    """By group, as they are installed in these places, which are those of `sys.path`."""
    found = entry_points()
    return {group: tuple(found.select(group=group)) for group in (SOURCES, DESTINATIONS, ENRICHERS, COMMANDS)}
