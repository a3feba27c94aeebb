"""Creating contacts, each once whatever is lost on the way: HubSpot itself keeps addresses unique."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crmsync.connector import Applied, CreateContact, EmailAddress, Outcome, SetProperties, Values
from crmsync_hubspot.batch_writes import BatchWrites, Result
from crmsync_hubspot.outcomes import outcome
from crmsync_hubspot.profiles import ADDRESS_PROPERTIES, CONTACT_PROPERTIES, HOLDABLE, addresses_of
from crmsync_hubspot.properties import name_of
from crmsync_hubspot.property_writes import PropertyWrites
from crmsync_hubspot.records import BATCH, Reading, Record, batches
from crmsync_hubspot.refusals import Problem
from crmsync_hubspot.search import GROUPS, Condition, search
from crmsync_hubspot.values import from_hubspot, to_hubspot
from crmsync_hubspot.wire import Body

NAMES = ("firstname", "lastname")
OF_ITSELF = frozenset({"email", *NAMES, "lifecyclestage", "lastmodifieddate", "createdate"})
"""What HubSpot gives a new contact, or we do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCreation:
    contacts: BatchWrites
    properties: PropertyWrites

    def apply(self, changes: Sequence[CreateContact], absent: Collection[str]) -> list[Outcome]:
        """One outcome for each change of a run, in order. `absent`: properties of ours that don't exist."""
        wanted = {change.key: replace(change, values=_holdable(change.values, absent)) for change in changes}
        inputs = {key: {"properties": _properties(change)} for key, change in wanted.items()}
        results = self.contacts.create(inputs, lambda keys: self._made({key: wanted[key] for key in keys}))
        taken = {key: wanted[key] for key, result in results.items() if _conflict(result)}
        there = self._there(taken) if taken else {}
        return [there.get(change.key) or outcome(change, results[change.key]) for change in changes]

    def removed(self, emails: Collection[EmailAddress]) -> set[EmailAddress]:
        """Those of `emails` whose contact is archived."""
        query = Reading(properties=ADDRESS_PROPERTIES, by="email", archived=True)
        found = self.contacts.records.read(filter(HOLDABLE.fullmatch, sorted(emails)), query)
        return {address for record in found for address in addresses_of(record)} & set(emails)

    def touched(self, made: Mapping[str, CreateContact], names: Collection[str]) -> set[str]:
        """`names`: the properties that people can fill in. A contact that is gone is touched."""
        query = Reading(properties=(*ADDRESS_PROPERTIES, *NAMES))
        found = {record.id: record for record in self.contacts.records.read(made, query)}
        changed = {id for id, change in made.items() if id not in found or not _as_made(found[id], change)}
        return changed | self._filled(sorted(made.keys() - changed), names)

    def _filled(self, ids: Sequence[str], names: Collection[str]) -> set[str]:
        """Contacts that hold any of these properties. That is all that is asked: no value leaves HubSpot."""
        found: set[str] = set()
        for some in batches(ids, BATCH):
            mine = Condition(property="hs_object_id", operator="IN", values=tuple(some))
            for few in batches(sorted(names), GROUPS):
                groups = [[mine, Condition(property=name, operator="HAS_PROPERTY")] for name in few]
                found |= {one.id for page in search(self.contacts.records, groups, ()) for one in page}
        return found

    def _made(self, wanted: Mapping[str, CreateContact]) -> dict[str, Result]:
        """After a lost answer: those that are there with all that the request gave them."""
        by_address = self._by_address(wanted.values())
        return {
            key: by_address[change.address]
            for key, change in wanted.items()
            if change.address in by_address and _holds(by_address[change.address], change.values)
        }

    def _there(self, taken: Mapping[str, CreateContact]) -> dict[str, Outcome]:
        """Addresses that are somebody's: their values are set there. Who is not found stays refused."""
        by_address = self._by_address(taken.values())
        sets = [
            SetProperties(key=key, profile=by_address[change.address].id, values=change.values)
            for key, change in taken.items()
            if change.address in by_address
        ]
        return dict(_existing(self.properties.apply(sets)))

    def _by_address(self, changes: Collection[CreateContact]) -> dict[EmailAddress, Record]:
        query = Reading(properties=CONTACT_PROPERTIES, by="email")
        found = self.contacts.records.read([change.address for change in changes], query)
        return {address: record for record in found for address in addresses_of(record)}


def _existing(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Outcome]]:
    for one in outcomes:
        yield one.key, replace(one, existed=True) if isinstance(one, Applied) else one


def _holdable(values: Values, absent: Collection[str]) -> Values:
    return {output: text for output, text in values.items() if text and name_of(output) not in absent}


def _properties(change: CreateContact) -> Body:
    names = {"email": change.address, "firstname": change.first_name, "lastname": change.last_name}
    return {**{name: text for name, text in names.items() if text}, **to_hubspot(change.values)}


def _holds(record: Record, values: Values) -> bool:
    seen = from_hubspot(record.properties)
    return all(seen.get(output, "") == text for output, text in values.items())


def _as_made(record: Record, change: CreateContact) -> bool:
    texts = record.properties
    same_name = tuple(texts.get(name) or "" for name in NAMES) == (change.first_name, change.last_name)
    return same_name and addresses_of(record) == (change.address,)


def _conflict(result: Result) -> bool:
    return isinstance(result, Problem) and result.conflict
