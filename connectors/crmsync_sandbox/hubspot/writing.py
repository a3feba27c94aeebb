"""Writing records: everything is judged before anything is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from . import state as effects
from .asking import Answer, Asked, Batch, inputs_of, object_of, objects_of, repeated, text_of
from .errors import (
    Body,
    Invalid,
    Problem,
    Refused,
    bad_request,
    contact_exists,
    duplicate_ids,
    invalid_values,
    missing_values,
    not_found,
)
from .kinds import CONTACTS, TASKS, Kind
from .links import TYPE_IDS
from .portal import Portal
from .reading import asked_names, find, id_property, shown
from .records import ADDRESSES, Record
from .values import Rules, normalised

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write that was found good: new values for a record, or for a new one (None)."""

    record: Record | None
    values: Mapping[str, str]
    contacts: tuple[str, ...] = ()
    """What a new task belongs to."""


@dataclass(slots=True, kw_only=True)
class Judge:
    """Judges the inputs of one request, knowing those that went before."""

    portal: Portal
    kind: Kind
    rules: Rules
    claimed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Unique values that earlier inputs of the same request take."""

    def update(self, one: Body) -> Write | Problem:
        id_ = text_of(one, "id")
        by = id_property(self.portal, self.kind, one.get("idProperty"))
        record = find(self.portal, self.kind, id_, by=by)
        if record is None:
            return not_found(self.kind.singular, [id_])
        values = self._values(one, record)
        return values if isinstance(values, Problem) else Write(record=record, values=values)

    def create(self, one: Body) -> Write | Problem:
        values = self._values(one, None)
        if isinstance(values, Problem):
            return values
        if missing := [name for name in self.kind.required if not values.get(name)]:
            return missing_values(self.kind.singular, missing)
        contacts = self._contacts(one)
        return contacts if isinstance(contacts, Problem) else Write(record=None, values=values, contacts=contacts)

    def _values(self, one: Body, record: Record | None) -> dict[str, str] | Problem:
        given = object_of(one, "properties")
        if any(isinstance(value, dict | list) for value in given.values()):
            raise Refused(bad_request("Invalid input JSON: the value of a property must be text"))
        judged = {name: self._value(name, value, record) for name, value in given.items()}
        wrong = [one for one in judged.values() if isinstance(one, Invalid)]
        if wrong:
            return invalid_values(wrong, self.portal.portal_id)
        values = {name: text for name, text in judged.items() if isinstance(text, str)}
        return self._claim(values, record) or values

    def _value(self, name: str, value: object, record: Record | None) -> str | Invalid:
        prop = self.portal.state.schema(self.kind).live(name)
        if prop is None:
            return Invalid(name=name, code="PROPERTY_DOESNT_EXIST", message=f'Property "{name}" does not exist')
        if prop.read_only:
            return Invalid(name=name, code="READ_ONLY_VALUE", message=f'"{name}" is a read only property')
        if prop.field_type == "checkbox" and isinstance(value, str) and value.startswith(";"):
            value = f"{record.value(name) if record else ''}{value}".strip(";")
        return normalised(prop, value, self.rules)

    def _claim(self, values: Mapping[str, str], record: Record | None) -> Problem | None:
        """Take the unique values, or say who has them."""
        mine = record.id if record else f"new {len(self.claimed)}"
        for name, ids in self.portal.state.of(self.kind).unique.items():
            for key in Record(id="", properties=values).keys(name):
                holder = ids.get(key, mine)
                if holder != mine or self.claimed.setdefault((name, key), mine) != mine:
                    return self._taken(name, key, holder if holder != mine else None)
        return None

    def _taken(self, name: str, key: str, holder: str | None) -> Problem:
        """`holder` is None where an earlier input of the same request has taken the value."""
        if self.kind is CONTACTS and name == ADDRESSES and holder is not None:
            return contact_exists(holder)
        message = f'{key} is already the value of "{name}" on another {self.kind.singular}: {holder or "in this batch"}'
        invalid = Invalid(name=name, code="CONFLICTING_UNIQUE_VALUE", message=message)
        return invalid_values([invalid], self.portal.portal_id)

    def _contacts(self, one: Body) -> tuple[str, ...] | Problem:
        """The contacts that an inline association names."""
        found: list[str] = []
        for link in objects_of(one, "associations"):
            if self.kind is not TASKS or not _is_task_of_contact(link):
                return bad_request(f"Invalid association type on {self.kind.singular.upper()}")
            id_ = text_of(object_of(link, "to"), "id")
            contact = find(self.portal, CONTACTS, id_, by=None)
            if contact is None:
                return not_found(CONTACTS.singular, [id_])
            found.append(contact.id)
        return tuple(found)


def batch_update(portal: Portal, asked: Asked) -> Answer:
    """New values by id: all or nothing, or input by input where each has a trace id of its own."""
    inputs = inputs_of(asked.body, BATCH)
    if doubled := repeated(text_of(one, "id") for one in inputs):
        raise Refused(duplicate_ids(doubled))
    judge = Judge(portal=portal, kind=asked.kind, rules=portal.rules())
    return _batch(portal, asked, inputs, judge.update, status=200)


def batch_create(portal: Portal, asked: Asked) -> Answer:
    """New records: all or nothing, or input by input where each has a trace id of its own."""
    judge = Judge(portal=portal, kind=asked.kind, rules=portal.rules())
    return _batch(portal, asked, inputs_of(asked.body, BATCH), judge.create, status=201)


def batch_archive(portal: Portal, asked: Asked) -> Answer:
    """Archive by id; what is not there is passed over."""
    for id_ in [text_of(one, "id") for one in inputs_of(asked.body, BATCH)]:
        _archive(portal, asked.kind, id_)
    return Answer(status=204)


def create_one(portal: Portal, asked: Asked) -> Answer:
    judged = Judge(portal=portal, kind=asked.kind, rules=portal.rules()).create(asked.body)
    return Answer(status=201, body=_written(portal, asked.kind, judged))


def update_one(portal: Portal, asked: Asked) -> Answer:
    one = {"idProperty": asked.query.get("idProperty")} | asked.body | {"id": asked.path["id"]}
    judged = Judge(portal=portal, kind=asked.kind, rules=portal.rules()).update(one)
    return Answer(body=_written(portal, asked.kind, judged))


def archive_one(portal: Portal, asked: Asked) -> Answer:
    """204 whether or not it was there."""
    _archive(portal, asked.kind, asked.path["id"])
    return Answer(status=204)


def _batch(
    portal: Portal,
    asked: Asked,
    inputs: Sequence[Body],
    judge: Callable[[Body], Write | Problem],
    *,
    status: int,
) -> Answer:
    """A record that is not there never fails the others; anything else does unless every input can be traced."""
    batch, judged = Batch(started=portal.stamp()), [judge(one) for one in inputs]
    traced = _traced(inputs)
    for one, result in zip(inputs, judged, strict=True):
        if isinstance(result, Problem):
            if not traced and (result.category != "OBJECT_NOT_FOUND" or status == 201):
                raise Refused(result)
            batch.errors.append(result.entry(one.get("objectWriteTraceId")))
    for one, result in zip(inputs, judged, strict=True):
        if isinstance(result, Write):
            trace = one.get("objectWriteTraceId")
            written = _written(portal, asked.kind, result)
            batch.results.append(written | ({"objectWriteTraceId": trace} if trace is not None else {}))
    return batch.answer(portal, asked, status=status)


def _traced(inputs: Sequence[Body]) -> bool:
    traces = [one.get("objectWriteTraceId") for one in inputs]
    return all(isinstance(one, str) and one for one in traces) and not repeated(map(str, traces))


def _written(portal: Portal, kind: Kind, judged: Write | Problem) -> Body:
    """Carry out a good write; the record as far as it was written."""
    match judged:
        case Problem():
            raise Refused(judged)
        case Write(record=None):
            record = effects.create(portal.state, kind, judged.values, portal.stamp())
            for contact in judged.contacts:
                portal.state.links.add(contact, record.id)
        case Write(record=Record(id=id_)):
            record = portal.record(kind, id_)
            record = effects.change(portal.state, kind, record, judged.values, portal.stamp())
    return shown(record, kind, asked_names(portal.state.schema(kind), kind, judged.values))


def _archive(portal: Portal, kind: Kind, id_: str) -> None:
    record = portal.state.of(kind).by_id.get(id_)
    if record is not None and record.archived_at is None:
        effects.archive(portal.state, kind, record, portal.stamp())


def _is_task_of_contact(link: Body) -> bool:
    wanted = TYPE_IDS[TASKS.name, CONTACTS.name]
    return any(
        one.get("associationCategory") == "HUBSPOT_DEFINED" and one.get("associationTypeId") == wanted
        for one in objects_of(link, "types")
    )
