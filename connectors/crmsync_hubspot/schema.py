"""Our property groups and properties at HubSpot: what is missing there, and its creation.

Names and types can't be changed once a property exists, and an archived property keeps its name: both need a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmsync.connector import SchemaStep, Unready
from crmsync_hubspot.paths import ObjectType, Paths
from crmsync_hubspot.properties import ALL, GROUP, TASK_KEY, Property
from crmsync_hubspot.refusals import Refused
from crmsync_hubspot.wire import Body, Query, Wire


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSpotSchema:
    wire: Wire
    paths: Paths

    def survey(self) -> Survey:
        """Two requests where nothing is missing: the properties of contacts and of tasks."""
        contacts, tasks = self._existing("contacts"), self._existing("tasks")
        found = {**contacts, **tasks}
        key = found.get(TASK_KEY)
        return Survey(
            steps=(*self._steps("contacts", contacts), *self._steps("tasks", tasks)),
            problems=(*_wrong_types(found), *self._taken("contacts", contacts), *self._taken("tasks", tasks)),
            unique_keys=key is not None and key.unique,
        )

    def create(self, step: SchemaStep) -> None:
        """Create a group, or a property with all its options. Raises `Unready` where a person has to act."""
        if step.kind == "group":
            self._create_group("tasks" if step.object == "tasks" else "contacts")
        else:
            self._create_property(next(wanted for wanted in ALL if wanted.name == step.name))

    def _steps(self, kind: ObjectType, found: Mapping[str, Existing]) -> list[SchemaStep]:
        wanted = _ours(kind)
        absent = [one for one in wanted if one.name not in found]
        group = [_group_step(kind)] if absent and not self._has_group(kind) else []
        options = [(one, found[one.name].lacks(one)) for one in wanted if one.name in found]
        return [
            *group,
            *map(_property_step, absent),
            *(_options_step(one, values) for one, values in options if values),
        ]

    def _taken(self, kind: ObjectType, found: Mapping[str, Existing]) -> list[str]:
        """Archived properties whose names we need."""
        absent = {one.name for one in _ours(kind)} - found.keys()
        archived = self._existing(kind, [("archived", "true")]) if absent else {}
        return [_archived(name) for name in sorted(absent & archived.keys())]

    def _existing(self, kind: ObjectType, query: Query = ()) -> dict[str, Existing]:
        """Those of our names that exist for this object type."""
        names = {one.name for one in _ours(kind)}
        results = self.wire.request("GET", self.paths.property_list(kind), query=query).get("results", [])
        return {result["name"]: _existing(result) for result in results if result["name"] in names}

    def _has_group(self, kind: ObjectType) -> bool:
        results = self.wire.request("GET", self.paths.groups(kind)).get("results", [])
        return any(result["name"] == GROUP for result in results)

    def _create_group(self, kind: ObjectType) -> None:
        try:
            self.wire.request("POST", self.paths.groups(kind), {"name": GROUP, "label": GROUP, "displayOrder": -1})
        except Refused as refusal:
            if not (refusal.problem.conflict and self._has_group(kind)):
                raise

    def _create_property(self, wanted: Property) -> None:
        """A refusal because it exists does not say that it is the right one: what is there is compared."""
        found = self._named(wanted)
        if found is None:
            try:
                self._post(wanted)
            except Refused as refusal:
                found = self._named(wanted)
                if not refusal.problem.conflict:
                    raise
                if found is None:
                    raise Unready(f"hubspot: {_archived(wanted.name)}") from refusal
        if found is not None:
            self._complete(wanted, found)

    def _complete(self, wanted: Property, found: Existing) -> None:
        if problems := _wrong_types({wanted.name: found}):
            raise Unready(f"hubspot: {problems[0]}")
        if missing := found.lacks(wanted):
            # A PATCH replaces the whole list.
            options = [*found.options, *_options(wanted, missing)]
            self.wire.request("PATCH", self.paths.property_named(wanted.object, wanted.name), {"options": options})

    def _named(self, wanted: Property) -> Existing | None:
        try:
            return _existing(self.wire.request("GET", self.paths.property_named(wanted.object, wanted.name)))
        except Refused as refusal:
            if refusal.problem.missing:
                return None
            raise

    def _post(self, wanted: Property) -> None:
        """Unique where wanted, and plain where HubSpot does not allow that: it is not documented for tasks."""
        path = self.paths.property_list(wanted.object)
        try:
            self.wire.request("POST", path, _definition(wanted))
        except Refused as refusal:
            if not wanted.unique or refusal.problem.status != 400:
                raise
            self.wire.request("POST", path, {**_definition(wanted), "hasUniqueValue": False})


def _ours(kind: ObjectType) -> list[Property]:
    return [one for one in ALL if one.object == kind]


def _existing(result: Mapping[str, Any]) -> Existing:
    return Existing(kind=result["type"], options=result.get("options") or (), unique=bool(result.get("hasUniqueValue")))


def _wrong_types(found: Mapping[str, Existing]) -> list[str]:
    wanted = {one.name: one.kind for one in ALL}
    return [
        f"the property {name} is of type {one.kind}, not {wanted[name]}, and a type can't be changed. "
        f"Delete it in HubSpot for good, then run `crmsync setup`."
        for name, one in found.items()
        if one.kind != wanted[name]
    ]


def _archived(name: str) -> str:
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
    return SchemaStep(kind="property", object=wanted.object, name=wanted.name, description=text)


def _definition(wanted: Property) -> Body:
    return {
        "name": wanted.name,
        "label": wanted.label,
        "description": wanted.description,
        "groupName": GROUP,
        "type": wanted.kind,
        "fieldType": wanted.field,
        "hasUniqueValue": wanted.unique,
        "formField": False,
        "options": _options(wanted, list(wanted.options or ())),
    }


def _options(wanted: Property, values: Sequence[str]) -> list[Body]:
    labels = wanted.options or {}
    return [
        {"value": value, "label": labels[value], "displayOrder": list(labels).index(value), "hidden": False}
        for value in values
    ]
