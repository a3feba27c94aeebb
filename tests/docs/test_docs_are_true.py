"""What the docs name exists, and what exists is named."""

import importlib
import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import click
import pytest

from crmsync.cli.main import OWN, main
from crmsync.config import settings
from crmsync.connector import Account
from crmsync.plugins import COMMANDS, DESTINATIONS, SOURCES, installed
from crmsync.sync.connections import read_config
from crmsync.sync.run import Exit

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_every_function_in_the_life_of_a_sync_exists() -> None:
    named = re.findall(r"`(crmsync[\w.]*)(?::(\w+))?`", (ROOT / "docs/life-of-a-sync.md").read_text())
    assert len(named) > 15
    for module, name in named:
        found = importlib.import_module(module)
        assert not name or hasattr(found, name), f"{module}:{name}"


def commands() -> set[str]:
    return {*OWN, *installed(COMMANDS)}


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    page = (ROOT / "docs/commands.md").read_text()
    documented = set(re.findall(r"^\| `(\w[\w-]*)", page, re.MULTILINE))
    assert documented == commands()


def test_every_option_that_the_docs_name_exists() -> None:
    context = click.Context(main)
    options = {option for name in commands() for option in _options(main.get_command(context, name))} | _options(main)
    options.add("--live")  # pytest's, by crmsync.testing.plugin
    for page in PAGES:
        text = re.sub(r"```console.*?```", "", page.read_text(), flags=re.DOTALL)
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= options, page


def _options(command: click.Command | None) -> set[str]:
    assert command is not None
    return {name for parameter in command.params for name in parameter.opts} | {"--help"}


@pytest.mark.parametrize("name", ["commands.md", "operations.md"])
def test_every_exit_code_is_documented_and_every_documented_one_exists(name: str) -> None:
    page = (ROOT / "docs" / name).read_text()
    codes = re.findall(r"^\| (\d+) \|", page.partition("## Exit codes")[2].partition("\n## ")[0], re.MULTILINE)
    assert sorted(map(int, codes)) == sorted(Exit)


def test_the_example_configuration_loads() -> None:
    config = read_config(ROOT / "config.example.toml")
    assert config.me.addresses[0] == "ann@example.com"
    assert config.sources["mail"].connector == "gmail"
    assert config.destinations["crm"].connector == "hubspot"


def test_the_example_configuration_names_every_setting() -> None:
    example = tomllib.loads((ROOT / "config.example.toml").read_text())
    missing = set(_missing(example["me"], settings.Me, "me"))
    missing |= set(_missing(example["store"], settings.StoreSettings, "store"))
    missing |= set(_missing(example["policy"], settings.Policy, "policy"))
    missing |= set(_missing(example["retry"], settings.RetrySettings, "retry"))
    accounts = {name: value for table in example["accounts"].values() for name, value in table.items()}
    missing |= set(_missing(accounts, Account, "account")) - {"account.address"}
    missing |= set(_missing(example["sources"]["mail"], installed(SOURCES)["gmail"].load().Config, "gmail"))
    calendar = installed(SOURCES)["google-calendar"].load().Config
    missing |= set(_missing(example["sources"]["calendar"], calendar, "google-calendar"))
    archive = example["sources"]["archive"] | {"paths": []}
    missing |= set(_missing(archive, installed(SOURCES)["files"].load().Config, "files"))
    contacts = installed(SOURCES)["google-contacts"].load().Config
    missing |= set(_missing(example["sources"]["address-book"], contacts, "google-contacts"))
    missing |= set(
        _missing(example["destinations"]["crm"], installed(DESTINATIONS)["hubspot"].load().Config, "hubspot")
    )
    assert missing == set()


def test_the_destination_that_the_example_only_proposes_is_named_with_every_setting() -> None:
    text = (ROOT / "config.example.toml").read_text()
    proposed = text.partition("# [destinations.tables]\n")[2].partition("\n\n")[0]
    [table] = tomllib.loads("[table]\n" + re.sub(r"^# ", "", proposed, flags=re.MULTILINE)).values()
    kind = installed(DESTINATIONS)[table.pop("connector")].load().Config
    assert set(table) == {each.name for each in fields(kind)}


def _missing(table: Any, kind: Any, path: str) -> list[str]:
    """Settings of `kind` that `table` does not name, the tables within it included."""
    hints = get_type_hints(kind)
    found = [f"{path}.{each.name}" for each in fields(kind) if each.name not in table]
    for each in fields(kind):
        value = table.get(each.name)
        inner = next((one for one in (hints[each.name], *get_args(hints[each.name])) if is_dataclass(one)), None)
        if inner is None or value is None:
            continue
        tables = list(_tables(value, {one.name for one in fields(inner)}))
        found += [problem for one in tables for problem in _missing(one, inner, f"{path}.{each.name}")]
    return found


def _tables(value: Any, names: set[str]) -> list[Any]:
    """A setting's table, or the tables that it lists or names."""
    if isinstance(value, list):
        return value
    return [value] if set(value) & names else list(value.values())


def test_no_page_and_no_source_names_a_path_of_a_machine() -> None:
    for file in [*PAGES, *(ROOT / "src").rglob("*.py"), *(ROOT / "connectors").rglob("*.py")]:
        assert not re.search(r"(^|[^a-z.])/(work|root|home|tmp)/", file.read_text()), file
