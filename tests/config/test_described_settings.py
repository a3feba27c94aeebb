"""What a plugin's settings are called, may be and mean, for `crmsync connectors`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from crmsync.config.described import Setting, settings_of
from crmsync.connector import EmailAddress, Secret
from crmsync.plugins import DESTINATIONS, ENRICHERS, SOURCES, Plugin, installed


@dataclass(frozen=True, kw_only=True)
class Base:
    key: Secret
    """Of the service,
    as its console shows it."""


@dataclass(frozen=True, kw_only=True)
class Config(Base):
    owner: EmailAddress
    folder: Path = Path("calls")
    """Where they lie."""
    often: int | None = None
    log: tuple[Literal["mail", "call"], ...] = ("mail",)
    which: tuple[str, ...] | Literal["all"] = "all"
    loud: bool = False
    share: float = 0.5
    by: Mapping[str, int] = field(default_factory=dict)


def test_every_setting_is_told_with_type_default_and_meaning() -> None:
    told = [(each.name, each.type, each.default) for each in settings_of(Config)]
    assert told == [
        ("key", "secret", None),
        ("owner", "e-mail address", None),
        ("folder", "path", "calls"),
        ("often", "whole number", "none"),
        ("log", 'list of "mail" or "call"', '["mail"]'),
        ("which", 'list of text or "all"', '"all"'),
        ("loud", "true or false", "false"),
        ("share", "number", "0.5"),
        ("by", "table", "{}"),
    ]
    meanings = {each.name: each.meaning for each in settings_of(Config) if each.meaning}
    assert meanings == {"key": "Of the service, as its console shows it.", "folder": "Where they lie."}


def test_a_class_without_source_has_no_meanings() -> None:
    made: dict[str, type] = {}
    exec("from dataclasses import dataclass\n@dataclass\nclass Config:\n    a: int = 1\n    'words'\n", made)
    assert settings_of(made["Config"]) == [Setting(name="a", type="whole number", default="1", meaning="")]


PLUGINS = [plugin for group in (SOURCES, DESTINATIONS, ENRICHERS) for plugin in installed(group).values()]


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_every_setting_of_what_comes_along_has_a_meaning(plugin: Plugin) -> None:
    assert [each.name for each in settings_of(plugin.load().Config) if not each.meaning] == []
