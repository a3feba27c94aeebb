"""How HubSpot's properties stand against ours: what is missing, and what is in the way.

Names and types can't be changed once a property exists, and an archived property keeps its name: both need a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmsync.connector import SchemaStep
from crmsync_hubspot.paths import ObjectType, Paths
from crmsync_hubspot.properties import ALL, GROUP, TASK_KEY, Property
from crmsync_hubspot.wire import Query, Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """A property as HubSpot has it."""

    kind: str
    options: Sequence[Mapping[str, Any]] = ()
    """As they were answered, so that a changed list keeps what people added or renamed."""
    unique: bool = False

    def lacks(self, wanted: Property) -> list[str]:
        """The values of `wanted`'s options that this one does not know."""
        known = {option.get("value") for option in self.options}
        return [value for value in wanted.options or () if value not in known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """How HubSpot's schema stands against ours."""

    steps: tuple[SchemaStep, ...] = ()
    problems: tuple[str, ...] = ()
    """What no creation mends, and what to do about it."""
    unique_keys: bool = False
    """HubSpot itself refuses a second task with one key."""
    absent: frozenset[str] = frozenset()
    """Properties of ours that are not there and need not be."""
    held: frozenset[str] = frozenset()
    """Properties of ours that contacts have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSchema:
    """`wanted`: the properties that must be there."""

    wire: Wire
    paths: Paths
    wanted: Sequence[Property]

    def survey(self) -> Survey:
        """Where nothing is missing, a request for each kind of object: contacts, tasks, and what is logged."""
        found = {kind: self._existing(kind) for kind in dict.fromkeys(one.object for one in self.wanted)}
        key = found["tasks"].get(TASK_KEY)
        wanted = {one.name for one in self.wanted}
        return Survey(
            steps=tuple(step for kind, there in found.items() for step in self._steps(kind, there)),
            problems=(
                *(one for kind, there in found.items() for one in wrong_types(there, self._ours(kind))),
                *(one for kind, there in found.items() for one in self._taken(kind, there)),
            ),
            unique_keys=key is not None and key.unique,
            absent=frozenset(one.name for one in ALL if one.name not in wanted | found["contacts"].keys()),
            held=frozenset(found["contacts"]),
        )

    def _steps(self, kind: ObjectType, found: Mapping[str, Existing]) -> list[SchemaStep]:
        wanted = self._ours(kind)
        absent = [one for one in wanted if one.name not in found]
        group = [_group_step(kind)] if absent and not self.has_group(kind) else []
        options = [(one, found[one.name].lacks(one)) for one in wanted if one.name in found]
        return [
            *group,
            *map(_property_step, absent),
            *(_options_step(one, values) for one, values in options if values),
        ]

    def _taken(self, kind: ObjectType, found: Mapping[str, Existing]) -> list[str]:
        """Archived properties whose names we need."""
        absent = {one.name for one in self._ours(kind)} - found.keys()
        gone = self._existing(kind, [("archived", "true")]) if absent else {}
        return [archived(name) for name in sorted(absent & gone.keys())]

    def _existing(self, kind: ObjectType, query: Query = ()) -> dict[str, Existing]:
        """Those of our names that exist for this object type."""
        names = {one.name for one in ALL if one.object == kind}
        results = self.wire.request("GET", self.paths.property_list(kind), query=query).get("results", [])
        return {result["name"]: existing(result) for result in results if result["name"] in names}

    def has_group(self, kind: ObjectType) -> bool:
        """Whether the group that holds our properties of this type is there."""
        results = self.wire.request("GET", self.paths.groups(kind)).get("results", [])
        return any(result["name"] == GROUP for result in results)

    def filled_by_people(self) -> set[str]:
        """Names of the contact properties that people fill in: neither ours nor HubSpot's own."""
        results = self.wire.request("GET", self.paths.property_list("contacts")).get("results", [])
        ours = {one.name for one in ALL}
        return {
            result["name"]
            for result in results
            if not (result.get("modificationMetadata") or {}).get("readOnlyValue")
            and not result["name"].startswith("hs_")
            and result["name"] not in ours
        }

    def _ours(self, kind: ObjectType) -> list[Property]:
        return [one for one in self.wanted if one.object == kind]


def existing(result: Mapping[str, Any]) -> Existing:
    """A property as it was answered."""
    return Existing(kind=result["type"], options=result.get("options") or (), unique=bool(result.get("hasUniqueValue")))


def wrong_types(found: Mapping[str, Existing], properties: Iterable[Property]) -> list[str]:
    """What to do about properties of ours that have another type."""
    wanted = {one.name: one.kind for one in properties}
    return [
        f"the property {name} is of type {one.kind}, not {wanted[name]}, and a type can't be changed. "
        f"Delete it in HubSpot, among the archived ones too, then run `crmsync setup`."
        for name, one in found.items()
        if one.kind != wanted.get(name, one.kind)
    ]


def archived(name: str) -> str:
    """What to do about a property that is archived."""
    return f"the property {name} is archived and its name still taken. Restore it in HubSpot under archived properties."


def _group_step(kind: ObjectType) -> SchemaStep:
    return SchemaStep(
        kind="group", object=kind, name=GROUP, description=f"The group that holds crmsync's {kind} fields."
    )


def _property_step(wanted: Property) -> SchemaStep:
    text = f"{wanted.label} ({wanted.kind}): {wanted.description}"
    return SchemaStep(kind="property", object=wanted.object, name=wanted.name, description=text)


def _options_step(wanted: Property, values: Sequence[str]) -> SchemaStep:
    text = f"{wanted.label}: the further options {', '.join(values)}."
    return SchemaStep(kind="options", object=wanted.object, name=wanted.name, description=text)
