"""What Google's client library knows of an API: its discovery document, and how answers differ from it."""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from crmsync_sandbox.google.fields import Shape

DEEPEST = 5
"""Schemas within schemas that are followed: some hold themselves."""


@cache
def discovery(api: str) -> dict[str, Any]:
    """The discovery document of `api`, as in "gmail.v1"."""
    documents = resources.files("googleapiclient.discovery_cache") / "documents"
    found: dict[str, Any] = json.loads((documents / f"{api}.json").read_text())
    return found


def faults_of(api: str, value: Any, schema: dict[str, Any], where: str = "answer") -> Iterator[str]:
    """What about `value` is not as `schema` has it."""
    if "$ref" in schema:
        yield from faults_of(api, value, discovery(api)["schemas"][schema["$ref"]], where)
        return
    match value, schema["type"]:
        case list(), "array":
            for place, item in enumerate(value):
                yield from faults_of(api, item, schema["items"], f"{where}[{place}]")
        case dict(), "object":
            for name, inner in value.items():
                known = schema["properties"].get(name)
                yield from faults_of(api, inner, known, f"{where}.{name}") if known else [f"{where}.{name} is unknown"]
        case (str(), "string") if schema.get("format") not in ("int64", "uint64") or value.isdecimal():
            if "enum" in schema and value not in schema["enum"]:
                yield f"{where} is none of those there are: {value!r}"
        case (bool(), "boolean"):
            pass
        case (int(), "integer") if not isinstance(value, bool):
            pass
        case _, wanted:
            yield f"{where} is no {wanted}: {value!r}"


def shape_of(api: str, name: str, depth: int = 0) -> Shape:
    """The names of a schema."""
    found: dict[str, Shape] = {}
    for key, schema in discovery(api)["schemas"][name]["properties"].items():
        inner = schema.get("$ref") or schema.get("items", {}).get("$ref")
        found[key] = shape_of(api, inner, depth + 1) if inner and depth < DEEPEST else {}
    return found


def unknown_to(shape: Shape, described: Shape, where: str) -> Iterator[str]:
    """What `shape` names that is not described."""
    for name, inner in shape.items():
        if name not in described:
            yield f"{where}.{name}"
        elif described[name] and where.count(".") < DEEPEST - 1:
            yield from unknown_to(inner, described[name], f"{where}.{name}")


def scopes_of(method: dict[str, Any]) -> set[str]:
    """The scopes of which a method needs one, by their last word."""
    return {scope.rpartition("/")[2] for scope in method["scopes"]}
