"""The whole state as JSON, and back."""

from collections.abc import Mapping
from typing import Any

from .links import Links
from .owners import owner_from
from .records import Record, Records
from .schema import Schema, group_from, property_from
from .state import State


def dump(state: State) -> dict[str, Any]:
    """By kind (`contacts`, `tasks` …) `{id: {"properties", "archived_at"}}`; beside them `merged`, `associations` ….

    What else a portal holds stands under `properties`, `groups`, `owners` and `next_id`.
    """
    return {
        **{name: _records(records) for name, records in state.records.items()},
        "merged": {name: dict(records.merged) for name, records in state.records.items()},
        "associations": [list(pair) for pair in state.links.pairs()],
        "properties": {name: [one.wire() for one in schema.properties.values()] for name, schema in _schemas(state)},
        "groups": {name: [one.wire() for one in schema.groups.values()] for name, schema in _schemas(state)},
        "owners": [owner.wire() for owner in state.owners.values()],
        "next_id": state.next_id,
    }


def restore(dumped: Mapping[str, Any]) -> State:
    """The state that `dump` told of."""
    state = State(
        records={name: Records(merged=dict(merged)) for name, merged in dumped["merged"].items()},
        schemas={name: _schema(dumped, name) for name in dumped["merged"]},
        links=_links(dumped["associations"]),
        owners={one["id"]: owner_from(one) for one in dumped["owners"]},
        next_id=dumped["next_id"],
    )
    state.find_by_unique_properties()
    for name, records in state.records.items():
        for id_, one in dumped[name].items():
            records.put(Record(id=id_, properties=dict(one["properties"]), archived_at=one["archived_at"]))
    return state


def _records(records: Records) -> dict[str, Any]:
    return {
        id_: {"properties": dict(one.properties), "archived_at": one.archived_at} for id_, one in records.by_id.items()
    }


def _schemas(state: State) -> list[tuple[str, Schema]]:
    return list(state.schemas.items())


def _schema(dumped: Mapping[str, Any], name: str) -> Schema:
    return Schema(
        properties={one["name"]: property_from(one) for one in dumped["properties"][name]},
        groups={one["name"]: group_from(one) for one in dumped["groups"][name]},
    )


def _links(pairs: list[list[str]]) -> Links:
    links = Links()
    for contact, activity in pairs:
        links.add(contact, activity)
    return links
