"""Where everything lies at HubSpot, for both versions of its API. No path stands anywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Version = Literal["v3", "2026-09"]
ObjectType = Literal["contacts", "tasks", "emails", "meetings", "calls", "communications"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Patterns below the host; `{type}` is an object type, `{name}` a property or group."""

    objects: str
    properties: str
    associations: str
    owners: str
    details: str
    """What the account says of itself, its time zone among it; any key may ask."""

    def all(self, kind: ObjectType) -> str:
        return self.objects.format(type=kind)

    def batch(self, kind: ObjectType, verb: Literal["read", "create", "update", "archive"]) -> str:
        return f"{self.objects.format(type=kind)}/batch/{verb}"

    def search(self, kind: ObjectType) -> str:
        return f"{self.objects.format(type=kind)}/search"

    def property_list(self, kind: ObjectType) -> str:
        return self.properties.format(type=kind)

    def property_named(self, kind: ObjectType, name: str) -> str:
        return f"{self.properties.format(type=kind)}/{name}"

    def groups(self, kind: ObjectType) -> str:
        return f"{self.properties.format(type=kind)}/groups"

    def associations_of(
        self, start: ObjectType, end: ObjectType, verb: Literal["read", "create", "archive"] = "read"
    ) -> str:
        return f"{self.associations.format(start=start, end=end)}/batch/{verb}"


KEY_INFO = "/oauth/v2/private-apps/get/access-token-info"
"""What the key may do; the same for both versions: https://developers.hubspot.com/docs/api/private-apps."""

PATHS: Mapping[Version, Paths] = {
    "v3": Paths(
        objects="/crm/v3/objects/{type}",
        properties="/crm/v3/properties/{type}",
        associations="/crm/v4/associations/{start}/{end}",
        owners="/crm/v3/owners/",
        details="/account-info/v3/details",
    ),
    "2026-09": Paths(
        objects="/crm/objects/2026-09/{type}",
        properties="/crm/properties/2026-09/{type}",
        associations="/crm/associations/2026-09/{start}/{end}",
        owners="/crm/owners/2026-09",
        details="/account-info/2026-09/details",
    ),
}
