"""The docs as a site: every page is in its navigation, and the page of commands is what commands say of themselves."""

import ast
import re
import runpy
from pathlib import Path

import click
import pytest

from crmsync.cli.main import OWN, main
from crmsync.plugins import COMMANDS, installed

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "command-reference.md").read_text()
EVERYWHERE = {"--json"}
"""Said once, for all commands."""


def navigation() -> list[str]:
    """The pages that docs/conf.py names; Sphinx, which reads it, need not be installed."""
    [found] = [
        each.value
        for each in ast.parse((DOCS / "conf.py").read_text()).body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.target.id == "NAVIGATION"
    ]
    assert found
    return [page for pages in ast.literal_eval(found).values() for page in pages]


def test_every_page_is_in_the_navigation_and_every_entry_is_a_page() -> None:
    pages = {str(page.relative_to(DOCS).with_suffix("")) for page in DOCS.rglob("*.md")}
    alone = {page for page in pages if not page.startswith("decisions/") or page == "decisions/README"}
    assert sorted(navigation()) == sorted(alone - {"index"})


def test_the_first_page_leads_to_every_other() -> None:
    linked = set(re.findall(r"\]\(([^)#]+)\.md\)", (DOCS / "index.md").read_text()))
    assert linked == set(navigation())


def test_the_page_of_decisions_leads_to_each() -> None:
    linked = set(re.findall(r"\]\(([^)#]+\.md)\)", (DOCS / "decisions/README.md").read_text()))
    assert linked == {page.name for page in (DOCS / "decisions").glob("*.md")} - {"README.md"}


def test_the_page_of_commands_is_what_make_reference_writes() -> None:
    written = runpy.run_path(str(DOCS / "reference/__main__.py"), run_name="reference")["text"]()
    assert written == REFERENCE, "run `make reference`"


@pytest.mark.parametrize("name", [*OWN, *installed(COMMANDS)])
def test_every_option_of_every_command_is_documented(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command
    chapter = REFERENCE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    documented = {option for cell in re.findall(r"^\| `(.+?)` \|", chapter, re.MULTILINE) for option in _names(cell)}
    there = {option for each in command.params if isinstance(each, click.Option) for option in _all(each)}
    assert documented == there - EVERYWHERE


def _names(cell: str) -> list[str]:
    return re.findall(r"(?<![\w-])--?[a-z][a-z-]*", cell)


def _all(option: click.Option) -> list[str]:
    return [*option.opts, *option.secondary_opts]


def test_what_the_site_is_made_of_is_locked_as_the_rest_is() -> None:
    ours, theirs = (_pins(name) for name in ("requirements-dev.txt", "requirements-docs.txt"))
    assert {"sphinx", "furo", "myst-parser"} <= set(theirs)
    assert {
        name: (ours[name], theirs[name]) for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]
    } == {}


def _pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+) \\$", (DOCS.parent / name).read_text(), re.MULTILINE))
