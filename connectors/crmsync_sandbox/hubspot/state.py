"""Everything that the portal holds, and the changes that can happen to it, whoever makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .defaults import default_schemas
from .kinds import ALL, CONTACTS, CONVERSATIONS, TASKS, Kind
from .links import Links
from .owners import Owner
from .records import Record, Records
from .schema import Schema

FIRST_ID = 70_000_000_001
"""Beyond 32 bits, as real ids are."""


@dataclass(slots=True, kw_only=True)
class State:
    """The contents of a portal. Copies are cheap: records are never changed, only replaced."""

    records: dict[str, Records] = field(default_factory=lambda: {kind.name: Records() for kind in ALL})
    schemas: dict[str, Schema] = field(default_factory=default_schemas)
    links: Links = field(default_factory=Links)
    owners: dict[str, Owner] = field(default_factory=dict)
    next_id: int = FIRST_ID

    def of(self, kind: Kind) -> Records:
        return self.records[kind.name]

    def schema(self, kind: Kind) -> Schema:
        return self.schemas[kind.name]

    def new_id(self) -> str:
        self.next_id += 1
        return str(self.next_id - 1)

    def copy(self) -> "State":
        return State(
            records={name: records.copy() for name, records in self.records.items()},
            schemas={name: schema.copy() for name, schema in self.schemas.items()},
            links=self.links.copy(),
            owners=dict(self.owners),
            next_id=self.next_id,
        )

    def find_by_unique_properties(self) -> None:
        """Make records findable by every unique property there is, and by no other."""
        for name, records in self.records.items():
            records.unique.clear()
            for one in self.schemas[name].unique_names():
                records.find_by(one)


def create(state: State, kind: Kind, values: Mapping[str, str], at: str) -> Record:
    """A new record; `values` are normalised, `at` is the time as answered."""
    id_ = state.new_id()
    kept = {kind.created: at, kind.modified: at, "hs_object_id": id_}
    record = Record(id=id_, properties={**values, **_completion(kind, values, at), **kept})
    state.of(kind).put(record)
    return record


def change(state: State, kind: Kind, record: Record, values: Mapping[str, str], at: str) -> Record:
    """New values for a record; whoever writes them, it counts as modified."""
    changed = record.with_values({**values, **_completion(kind, values, at), kind.modified: at})
    state.of(kind).put(changed)
    return changed


def archive(state: State, kind: Kind, record: Record, at: str) -> None:
    """The record is deleted as HubSpot deletes: hidden, and only found by who asks for archived ones."""
    state.of(kind).put(replace(record, archived_at=at))


def associate(state: State, contact: str, activity: str) -> None:
    """The activity belongs to the contact; a conversation moves the time at which they were last contacted."""
    state.links.add(contact, activity)
    for kind in CONVERSATIONS:
        held, contacts = state.of(kind).by_id.get(activity), state.of(CONTACTS)
        if held is not None:
            record = contacts.by_id[contact]
            latest = max(record.value("notes_last_contacted"), held.value("hs_timestamp"))
            contacts.put(record.with_values({"notes_last_contacted": latest}))


def merge(state: State, primary: Record, secondary: Record, at: str) -> Record:
    """Two contacts become one with a new id: the primary's values win, all addresses and activities are kept."""
    contacts = state.of(CONTACTS)
    addresses = [*primary.addresses(), *secondary.addresses()]
    given = {name: value for name, value in primary.properties.items() if value}
    former = [primary.value("hs_merged_object_ids"), secondary.value("hs_merged_object_ids"), primary.id, secondary.id]
    values = {
        **secondary.properties,
        **given,
        "hs_additional_emails": ";".join(one for one in dict.fromkeys(addresses) if one != primary.value("email")),
        "hs_merged_object_ids": ";".join(one for one in former if one),
        "createdate": min(primary.value("createdate"), secondary.value("createdate")),
        "lastmodifieddate": at,
    }
    id_ = state.new_id()
    for old in (primary, secondary):
        contacts.merge(old.id, id_)
        state.links.move(old.id, id_)
    survivor = Record(id=id_, properties={**values, "hs_object_id": id_})
    contacts.put(survivor)
    return survivor


def _completion(kind: Kind, values: Mapping[str, str], at: str) -> Mapping[str, str]:
    """HubSpot keeps the time at which a task was completed, and drops it when it is opened again."""
    status = values.get("hs_task_status")
    if kind is not TASKS or status is None:
        return {}
    return {"hs_task_completion_date": at if status == "COMPLETED" else ""}
