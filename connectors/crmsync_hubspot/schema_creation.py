"""Creating our property groups and properties at HubSpot, each only where it is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmsync.connector import SchemaStep, Unready
from crmsync_hubspot.paths import ObjectType, Paths
from crmsync_hubspot.properties import GROUP, Property
from crmsync_hubspot.refusals import Refused
from crmsync_hubspot.schema import Existing, LiveSchema, archived, existing, wrong_types
from crmsync_hubspot.wire import Body, Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaCreation:
    """`schema`: what is there, and what must be."""

    wire: Wire
    paths: Paths
    schema: LiveSchema

    def create(self, step: SchemaStep) -> None:
        """Create a group, or a property with all its options. Raises `Unready` where a person has to act."""
        ours = [wanted for wanted in self.schema.wanted if wanted.object == step.object]
        if step.kind == "group":
            self._group(ours[0].object)
        else:
            self._property(next(wanted for wanted in ours if wanted.name == step.name))

    def _group(self, kind: ObjectType) -> None:
        try:
            self.wire.request("POST", self.paths.groups(kind), {"name": GROUP, "label": GROUP, "displayOrder": -1})
        except Refused as refusal:
            if not (refusal.problem.conflict and self.schema.has_group(kind)):
                raise

    def _property(self, wanted: Property) -> None:
        """A refusal because it exists does not say that it is the right one: what is there is compared."""
        found = self._named(wanted)
        if found is None:
            try:
                self._post(wanted)
            except Refused as refusal:
                if not refusal.problem.conflict:
                    raise
                found = self._named(wanted)
                if found is None:
                    raise Unready(f"hubspot: {archived(wanted.name)}") from refusal
        if found is not None:
            self._complete(wanted, found)

    def _complete(self, wanted: Property, found: Existing) -> None:
        if problems := wrong_types({wanted.name: found}, [wanted]):
            raise Unready(f"hubspot: {problems[0]}")
        if missing := found.lacks(wanted):
            # A PATCH replaces the whole list.
            options = [*found.options, *_options(wanted, missing)]
            self.wire.request("PATCH", self.paths.property_named(wanted.object, wanted.name), {"options": options})

    def _named(self, wanted: Property) -> Existing | None:
        try:
            return existing(self.wire.request("GET", self.paths.property_named(wanted.object, wanted.name)))
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
