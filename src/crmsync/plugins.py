"""Entry points → classes. Every connector enters this way, those that come with crmsync too."""

import re
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
    version: str
    """Of the distribution; empty where it is unknown."""
    entry: EntryPoint

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
    for entry in sorted(entry_points(group=group), key=lambda entry: entry.name):
        distribution = entry.dist.name if entry.dist else "an unknown distribution"
        if entry.name in found and found[entry.name].entry.value != entry.value:
            raise PluginError(f"both {found[entry.name].distribution} and {distribution} offer {group} {entry.name}")
        version = entry.dist.version if entry.dist else ""
        found[entry.name] = Plugin(
            group=group, name=entry.name, distribution=distribution, version=version, entry=entry
        )
    return found
