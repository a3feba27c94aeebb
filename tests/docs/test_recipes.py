"""HubSpot recipes name nothing that HubSpot, or crmsync there, does not have."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from crmsync_hubspot.properties import ALL, MUTE, OUTPUTS, SETTINGS, Property

TEXT = (Path(__file__).parents[2] / "docs/hubspot-recipes.md").read_text()
OURS = {one.label: one for one in ALL}
THEIRS = {"Due date", "Task status", "Lifecycle stage", "Lead status"}
"""HubSpot's own properties, by their labels."""

PRESENCE = {"is known", "is unknown"}
CONDITIONS = {
    "enumeration": {"is any of", "is none of", "is equal to", *PRESENCE},
    "bool": {"is any of", "is none of", "is equal to", *PRESENCE},
    "datetime": {"is less than", "is more than", *PRESENCE},
    "date": {"is less than", "is more than", *PRESENCE},
    "number": {"is greater than", "is less than", "is equal to", *PRESENCE},
    "string": {"contains any of", *PRESENCE},
}
"""What a filter on a property of this type offers."""


class Filter(NamedTuple):
    recipe: str
    label: str
    condition: str
    value: str


def filters() -> Iterator[Filter]:
    for chapter in re.split(r"^##+ ", TEXT, flags=re.MULTILINE)[1:]:
        name, _, rest = chapter.partition("\n")
        table = rest.partition("| property | condition | value |\n|---|---|---|\n")[2]
        for row in table.splitlines():
            if not row.startswith("|"):
                break
            label, condition, value = (cell.strip() for cell in row.strip("|").split("|"))
            yield Filter(name, label, condition, value)


FILTERS = list(filters())


def test_there_are_recipes() -> None:
    assert len(FILTERS) > 30
    named = {each.recipe for each in FILTERS}
    assert {"Losing touch, this week", "Your turn", "Inner circle, no meeting ahead"} <= named


@pytest.mark.parametrize("one", FILTERS, ids=lambda one: f"{one.recipe}: {one.label}")
def test_every_filter_names_a_property_a_condition_and_a_value_that_exist(one: Filter) -> None:
    if one.label in THEIRS:
        return
    found = OURS[one.label]
    assert one.condition in CONDITIONS[found.kind]
    assert (one.value == "") == (one.condition in PRESENCE)
    if one.value:
        assert _fits(one.value, found)


def _fits(value: str, found: Property) -> bool:
    if found.options:
        return {each.strip() for each in value.split(",")} <= set(found.options.values())
    if found.kind == "number":
        return value.isdecimal()
    return re.fullmatch(r"\d+ days? (ago|from now)", value) is not None


def test_the_table_of_properties_is_all_there_are_and_says_what_they_hold() -> None:
    table = TEXT.partition("## The properties")[2].partition("## The task list")[0]
    rows = re.findall(r"^\| (.+) \| `(\w+)` \| (\w+) \| (.+) \|$", table, re.MULTILINE)
    assert {(label, name, on) for label, name, on, _ in rows} == {(one.label, one.name, one.object) for one in ALL}
    of = {(one.name, one.object): one for one in ALL}
    for _, name, on, holds in rows:
        options = of[name, on].options
        if options and of[name, on].kind == "enumeration":
            assert holds == ", ".join(options.values())


@pytest.mark.parametrize("page", sorted((Path(__file__).parents[2] / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_no_page_names_a_property_that_there_is_not(page: Path) -> None:
    named = set(re.findall(r"`(crmsync_[a-z0-9_]+)`", page.read_text()))
    assert named <= {one.name for one in ALL}


def test_every_column_and_setting_in_the_prose_exists() -> None:
    columns = re.search(r"Useful columns \(\*Edit columns\*\): ([^.]+)\.", TEXT)
    assert columns
    assert {" ".join(each.split()) for each in columns[1].split(",")} <= OURS.keys()
    set_to = re.findall(r"^Set (.+) to (\w+)\.$", TEXT, re.MULTILINE)
    assert len(set_to) == 2
    for label, value in set_to:
        assert OURS[label] in SETTINGS
        assert _fits(value, OURS[label])


def test_a_workflow_sets_only_what_crmsync_does_not_write() -> None:
    written = {one.label for one in OUTPUTS.values()}
    assert not written & {label for label, _ in re.findall(r"^Set (.+) to (\w+)\.$", TEXT, re.MULTILINE)}
    assert OURS["Mute"].name == MUTE


def test_every_property_that_crmsync_writes_or_reads_is_named_somewhere() -> None:
    assert {label for label in OURS if label not in TEXT} == set()
