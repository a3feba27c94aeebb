"""Properties and their groups: what a kind of object can hold, and how a definition stands on the wire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .errors import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the values that an enumeration accepts."""

    value: str
    label: str
    display_order: int = -1
    hidden: bool = False
    description: str = ""

    def wire(self) -> Body:
        return {
            "label": self.label,
            "value": self.value,
            "description": self.description,
            "displayOrder": self.display_order,
            "hidden": self.hidden,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """The definition of a property."""

    name: str
    label: str
    type: str
    """string, number, date, datetime, bool or enumeration."""
    field_type: str
    group: str
    description: str = ""
    options: tuple[Option, ...] = ()
    unique: bool = False
    form_field: bool = False
    hidden: bool = False
    display_order: int = -1
    ours: bool = True
    """Made through the API, not by HubSpot."""
    read_only: bool = False
    """Values come from HubSpot alone."""
    external_options: bool = False
    """The options stand elsewhere: owners, queues."""
    created_at: str = "2019-08-06T02:41:52.531Z"
    updated_at: str = "2019-08-06T02:41:52.531Z"
    archived_at: str | None = None

    @property
    def owner(self) -> bool:
        return self.name == "hubspot_owner_id"

    @property
    def json(self) -> bool:
        """Values are JSON objects, as text."""
        return self.name == "hs_email_headers"

    @property
    def addresses(self) -> bool:
        """Values are e-mail addresses: checked, and stored in lower case."""
        return self.name in ("email", "hs_additional_emails")

    def wire(self) -> Body:
        """The definition as HubSpot answers it."""
        body: Body = {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "fieldType": self.field_type,
            "description": self.description,
            "groupName": self.group,
            "options": [option.wire() for option in self.options],
            "displayOrder": self.display_order,
            "calculated": False,
            "externalOptions": self.external_options,
            "archived": self.archived_at is not None,
            "hasUniqueValue": self.unique,
            "hidden": self.hidden,
            "formField": self.form_field,
            "modificationMetadata": self._modification(),
            "createdAt": self.created_at,
            "updatedAt": self.updated_at,
        }
        body |= {"hubspotDefined": True} if not self.ours else {"createdUserId": "1", "updatedUserId": "1"}
        body |= {"referencedObjectType": "OWNER"} if self.owner else {}
        return body | ({"archivedAt": self.archived_at} if self.archived_at else {})

    def _modification(self) -> Body:
        metadata = {
            "archivable": self.ours,
            "readOnlyDefinition": not self.ours,
            "readOnlyValue": self.read_only,
        }
        return metadata | ({"readOnlyOptions": not self.ours} if self.type == "enumeration" else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A heading under which properties stand."""

    name: str
    label: str
    display_order: int = -1
    archived: bool = False

    def wire(self) -> Body:
        return {
            "name": self.name,
            "label": self.label,
            "displayOrder": self.display_order,
            "archived": self.archived,
        }


@dataclass(slots=True, kw_only=True)
class Schema:
    """The properties and groups of one kind, archived ones among them: their names stay taken."""

    properties: dict[str, Property] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def live(self, name: str) -> Property | None:
        """The property that values can be read and written under."""
        found = self.properties.get(name)
        return found if found is not None and found.archived_at is None else None

    def unique_names(self) -> list[str]:
        return [one.name for one in self.properties.values() if one.unique and one.archived_at is None]

    def copy(self) -> "Schema":
        return Schema(properties=dict(self.properties), groups=dict(self.groups))


def options_from(wire: Sequence[Mapping[str, object]]) -> tuple[Option, ...]:
    """The options of a definition on the wire; their order is that of the list where they name none."""
    return tuple(
        Option(
            value=str(one["value"]),
            label=str(one.get("label", one["value"])),
            display_order=_order(one.get("displayOrder"), place),
            hidden=bool(one.get("hidden", False)),
            description=str(one.get("description", "")),
        )
        for place, one in enumerate(wire)
    )


def property_from(wire: Mapping[str, object]) -> Property:
    """A definition as `Property.wire` wrote it, or as a client sends it."""
    modification = wire.get("modificationMetadata")
    options = wire.get("options") or []
    return Property(
        name=str(wire["name"]),
        label=str(wire["label"]),
        type=str(wire["type"]),
        field_type=str(wire["fieldType"]),
        group=str(wire["groupName"]),
        description=str(wire.get("description") or ""),
        options=options_from(options) if isinstance(options, Sequence) else (),
        unique=bool(wire.get("hasUniqueValue", False)),
        form_field=bool(wire.get("formField", False)),
        hidden=bool(wire.get("hidden", False)),
        display_order=_order(wire.get("displayOrder"), -1),
        external_options=bool(wire.get("externalOptions", False)),
        ours=not wire.get("hubspotDefined", False),
        read_only=isinstance(modification, Mapping) and bool(modification.get("readOnlyValue")),
        created_at=str(wire.get("createdAt", "2019-08-06T02:41:52.531Z")),
        updated_at=str(wire.get("updatedAt", "2019-08-06T02:41:52.531Z")),
        archived_at=str(wire["archivedAt"]) if wire.get("archivedAt") else None,
    )


def group_from(wire: Mapping[str, object]) -> Group:
    """A group as `Group.wire` wrote it, or as a client sends it."""
    return Group(
        name=str(wire["name"]),
        label=str(wire["label"]),
        display_order=_order(wire.get("displayOrder"), -1),
        archived=bool(wire.get("archived", False)),
    )


def _order(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise
