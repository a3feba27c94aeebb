"""Configurations written to a file, and the plugins that they may name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from crmsync.config.load import load
from crmsync.config.settings import Config, ConfigError
from crmsync.connector import Secret

LEAST = '[me]\naddresses = ["Ann@Example.com"]\ntimezone = "Europe/London"\n'
ACCOUNT = '[accounts."ann@example.com"]\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    account: str
    api_base: str = "https://mail.test"
    folders: tuple[str, ...] | Literal["all"] = ("inbox",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crm:
    key: Secret
    api_base: str = "https://crm.test"
    version: Literal["v1", "v2"] = "v1"
    share: float = 0.5
    count: int = 1
    on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """A plugin that calls no service and needs no account."""

    folder: str = "."
    path: Path | None = None
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Firms:
    """An enricher."""

    list: str


PLUGINS: dict[tuple[str, str], type] = {
    ("sources", "mail"): Mailbox,
    ("sources", "files"): Files,
    ("destinations", "crm"): Crm,
    ("enrichers", "firms"): Firms,
}


def find(section: str, connector: str) -> type:
    if (section, connector) not in PLUGINS:
        raise LookupError(f"there is no connector {connector}")
    return PLUGINS[section, connector]


def read(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text)
    return load(path, find)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    assert str(caught.value).splitlines()[1:] == [f"  {problem}" for problem in caught.value.problems]
    return caught.value.problems


def crm(settings: str = "", *, key: str = '{ env = "KEY" }') -> str:
    return f'{LEAST}[destinations.crm]\nconnector = "crm"\nkey = {key}\n{settings}\n'
