"""docs/configuration.md names every setting with its default, and none that there is not."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from crmsync.config import settings
from crmsync.connector import Account
from crmsync.planning.capacity import Away, Capacity
from crmsync.planning.safety import Limits
from crmsync.plugins import DESTINATIONS, ENRICHERS, SOURCES, installed
from crmsync.relationships.tags import TagRule

TEXT = (Path(__file__).parents[2] / "docs/configuration.md").read_text()

CORE: dict[str, type] = {
    "`[me]`": settings.Me,
    '`[accounts."ann@example.com"]`': Account,
    "`[store]`": settings.StoreSettings,
    "`[policy]`": settings.Policy,
    "`[policy.personal]`": settings.Personal,
    "`[policy.capacity]`": Capacity,
    "`[[policy.capacity.away]]`": Away,
    "`[policy.limits]`": Limits,
    "`[policy.tags.NAME]`": TagRule,
    "`[retry]`": settings.RetrySettings,
}
IMPLIED = {'`[accounts."ann@example.com"]`': {"address"}}
"""What the table's name says."""


def sections() -> dict[str, dict[str, str]]:
    """By heading, each setting's default as it is written."""
    found = {}
    for chapter in re.split(r"^##+ ", TEXT, flags=re.MULTILINE)[1:]:
        heading, _, rest = chapter.partition("\n")
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \|$", rest, re.MULTILINE)
        if rows:
            found[heading] = dict(rows)
    return found


def classes() -> Iterator[tuple[str, type]]:
    yield from CORE.items()
    for group, kind in ((SOURCES, "source"), (DESTINATIONS, "destination"), (ENRICHERS, "enricher")):
        for name, plugin in installed(group).items():
            yield f"{kind} `{name}`", plugin.load().Config


def test_every_table_of_the_configuration_has_a_section_and_every_section_is_one() -> None:
    assert sections().keys() == dict(classes()).keys()


@pytest.mark.parametrize(("heading", "kind"), list(classes()), ids=lambda each: str(getattr(each, "__name__", each)))
def test_every_setting_is_there_with_its_default(heading: str, kind: type) -> None:
    written = sections()[heading]
    there = {each.name: each for each in fields(kind)}
    assert written.keys() == there.keys() - IMPLIED.get(heading, set())
    for name, default in written.items():
        assert _same(default, there[name]), (heading, name, default)


def _same(written: str, setting: Field[Any]) -> bool:
    factory = setting.default_factory
    default = factory() if factory is not MISSING else setting.default
    if default is MISSING:
        return written == "required"
    if default is None:
        return written == "none"
    if is_dataclass(default):
        return written == "see below"
    told = tomllib.loads(f"x = {written.strip('`')}")["x"]
    return bool(_plain(told) == _plain(default))


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return (
        sorted(value) if isinstance(value, list | tuple) and all(isinstance(x, str) for x in value) else _listed(value)
    )


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
