"""Search: filters, sorts and pages over what the index has seen, which is never archived and may be late."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .asking import Answer, Asked, names_of, objects_of, place_of, within
from .errors import Body, Refused, bad_request
from .kinds import Kind
from .portal import Portal
from .reading import asked_names, paging, shown
from .records import Record
from .schema import Property, Schema
from .values import moment

GROUPS, FILTERS, ALL_FILTERS = 5, 6, 18
PAGE = 200
DEPTH = 10_000
"""How many results of one query can be paged through."""

Test = Callable[[Record], bool]
Key = float | str

_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "EQ": lambda mine, given: bool(mine == given),
    "NEQ": lambda mine, given: bool(mine != given),
    "GT": lambda mine, given: bool(mine > given),
    "GTE": lambda mine, given: bool(mine >= given),
    "LT": lambda mine, given: bool(mine < given),
    "LTE": lambda mine, given: bool(mine <= given),
}


def search(portal: Portal, asked: Asked) -> Answer:
    """The records that pass every filter of at least one group."""
    kind, body = asked.kind, asked.body
    schema = portal.state.schema(kind)
    limit, start = within("limit", body.get("limit") or 10, PAGE), place_of(body.get("after"))
    if start + limit > DEPTH:
        raise Refused(bad_request(f"Search results are limited to {DEPTH} per query"))
    found = [one for one in portal.state.of(kind).index.records() if one.archived_at is None]
    groups = _groups(schema, body)
    found = [one for one in found if not groups or any(all(test(one) for test in group) for group in groups)]
    _sort(found, schema, kind, _sorts(body))
    names = asked_names(schema, kind, names_of(body.get("properties")))
    results = [shown(one, kind, names) for one in found[start : start + limit]]
    further = paging(asked, str(start + limit)) if start + limit < len(found) else {}
    return Answer(body={"total": len(found), "results": results} | further)


def _groups(schema: Schema, body: Body) -> list[list[Test]]:
    groups = [objects_of(group, "filters") for group in objects_of(body, "filterGroups")]
    counts = [len(group) for group in groups]
    if len(groups) > GROUPS or max(counts, default=0) > FILTERS or sum(counts) > ALL_FILTERS:
        raise Refused(bad_request(f"At most {GROUPS} groups of {FILTERS} filters, and {ALL_FILTERS} filters in all"))
    return [[_test(schema, one) for one in group] for group in groups]


def _test(schema: Schema, one: Body) -> Test:
    """What one filter asks of a record. A record without a value passes no comparison."""
    name, operator = one.get("propertyName"), one.get("operator")
    prop = schema.live(str(name))
    if prop is None:
        raise Refused(bad_request(f"There was a problem with the request: unknown property {name}"))
    match operator:
        case "HAS_PROPERTY":
            return lambda record: bool(record.value(prop.name))
        case "NOT_HAS_PROPERTY":
            return lambda record: not record.value(prop.name)
        case "BETWEEN":
            low, high = _given(prop, one, "value"), _given(prop, one, "highValue")
            return _compared(prop, lambda mine: bool(low <= mine <= high))  # type: ignore[operator]
        case "IN":
            keys = {_key(prop, str(value)) for value in names_of(one.get("values"))}
            return _compared(prop, lambda mine: mine in keys)
        case str() if operator in _ORDER:
            compare, given = _ORDER[operator], _given(prop, one, "value")
            return _compared(prop, lambda mine: compare(mine, given))
        case _:
            raise Refused(bad_request(f"Unknown or unsupported operator {operator}"))


def _compared(prop: Property, passes: Callable[[Key], bool]) -> Test:
    def test(record: Record) -> bool:
        value = record.value(prop.name)
        return bool(value) and passes(_key(prop, value))

    return test


def _given(prop: Property, one: Body, name: str) -> Key:
    value = one.get(name)
    if value in (None, ""):
        raise Refused(bad_request(f"The filter on {prop.name} lacks its {name}"))
    return _key(prop, str(value))


def _key(prop: Property, text: str) -> Key:
    """What values of this property are compared by."""
    match prop.type:
        case "number":
            return _number(prop, text)
        case "date" | "datetime":
            return _seconds(prop, text)
        case _:
            return text.lower()


def _number(prop: Property, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Refused(bad_request(f"{text} is not a number, as {prop.name} is")) from None


def _seconds(prop: Property, text: str) -> float:
    at = moment(text)
    if at is None:
        raise Refused(bad_request(f"{text} is not a time, as {prop.name} is"))
    return at.timestamp()


def _sort(found: list[Record], schema: Schema, kind: Kind, sorts: Sequence[object]) -> None:
    """By the one sort that is asked for, oldest first where there is none; ids decide ties."""
    name, falling = _sorting(sorts[0]) if sorts else (kind.created, False)
    prop = schema.live(name)
    if prop is None:
        raise Refused(bad_request(f"Can't sort by the unknown property {name}"))
    empty: Key = "" if prop.type in ("string", "enumeration", "bool") else float("-inf")
    found.sort(key=lambda one: int(one.id))
    found.sort(key=lambda one: _key(prop, one.value(name)) if one.value(name) else empty, reverse=falling)


def _sorts(body: Body) -> Sequence[object]:
    sorts = body.get("sorts") or []
    if not isinstance(sorts, list) or len(sorts) > 1:
        raise Refused(bad_request("sorts must be a list of one sort"))
    return sorts


def _sorting(sort: object) -> tuple[str, bool]:
    """The property and whether it falls: `"-name"`, `"name"` or an object."""
    if isinstance(sort, Mapping):
        return str(sort.get("propertyName")), sort.get("direction") == "DESCENDING"
    return str(sort).removeprefix("-"), str(sort).startswith("-")
