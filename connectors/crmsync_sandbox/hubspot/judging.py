"""Judging what a client wants to write, before any of it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .asking import object_of, objects_of, text_of
from .errors import (
    Body,
    Invalid,
    Problem,
    Refused,
    bad_request,
    contact_exists,
    invalid_values,
    missing_values,
    not_found,
)
from .kinds import CONTACTS, Kind
from .links import TYPE_IDS
from .portal import Portal
from .reading import find, id_property
from .records import ADDRESSES, Record
from .values import Rules, normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write that was found good: new values for a record, or for a new one (None)."""

    record: Record | None
    values: Mapping[str, str]
    contacts: tuple[str, ...] = ()
    """To whom a new activity belongs."""


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
        return values if isinstance(values, Problem) else self._claim(Write(record=record, values=values))

    def create(self, one: Body) -> Write | Problem:
        values = self._values(one, None)
        if isinstance(values, Problem):
            return values
        if missing := [name for name in self.kind.required if not values.get(name)]:
            return missing_values(self.kind.singular, missing)
        contacts = self._contacts(one)
        if isinstance(contacts, Problem):
            return contacts
        return self._claim(Write(record=None, values=values, contacts=contacts))

    def _values(self, one: Body, record: Record | None) -> dict[str, str] | Problem:
        given = object_of(one, "properties")
        if any(isinstance(value, dict | list) for value in given.values()):
            raise Refused(bad_request("Invalid input JSON: the value of a property must be text"))
        judged = {name: self._value(name, value, record) for name, value in given.items()}
        wrong = [one for one in judged.values() if isinstance(one, Invalid)]
        if wrong:
            return invalid_values(wrong, self.portal.portal_id)
        return {name: text for name, text in judged.items() if isinstance(text, str)}

    def _value(self, name: str, value: object, record: Record | None) -> str | Invalid:
        prop = self.portal.state.schema(self.kind).live(name)
        if prop is None:
            return Invalid(name=name, code="PROPERTY_DOESNT_EXIST", message=f'Property "{name}" does not exist')
        if prop.read_only:
            return Invalid(name=name, code="READ_ONLY_VALUE", message=f'"{name}" is a read only property')
        if prop.field_type == "checkbox" and isinstance(value, str) and value.startswith(";"):
            value = f"{record.value(name) if record else ''}{value}".strip(";")
        return normalised(prop, value, self.rules)

    def _claim(self, write: Write) -> Write | Problem:
        """The write, which now holds its unique values, or who has one of them already."""
        mine, made = (
            write.record.id if write.record else f"new {len(self.claimed)}",
            Record(id="", properties=write.values),
        )
        unique = self.portal.state.of(self.kind).unique
        wanted = [(name, key) for name in unique for key in made.keys(name)]
        for name, key in wanted:
            holder = unique[name].get(key, mine)
            if holder != mine or self.claimed.get((name, key), mine) != mine:
                return self._taken(name, key, holder if holder != mine else None)
        self.claimed |= dict.fromkeys(wanted, mine)
        return write

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
            if not _is_of_contact(link, self.kind):
                return bad_request(f"Invalid association type on {self.kind.singular.upper()}")
            id_ = text_of(object_of(link, "to"), "id")
            contact = find(self.portal, CONTACTS, id_, by=None)
            if contact is None:
                return not_found(CONTACTS.singular, [id_])
            found.append(contact.id)
        return tuple(found)


def _is_of_contact(link: Body, kind: Kind) -> bool:
    wanted = TYPE_IDS.get((kind.name, CONTACTS.name))
    return wanted is not None and any(
        one.get("associationCategory") == "HUBSPOT_DEFINED" and one.get("associationTypeId") == wanted
        for one in objects_of(link, "types")
    )
