"""The methods of the People API: which path leads to which, who may call it, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..google.answering import Resource
from ..google.arguments import Arguments
from ..google.fields import Shape
from . import lists, shapes
from .address_book import AddressBook

CONTACTS = frozenset({"contacts.readonly", "contacts"})
OTHERS = frozenset({"contacts.other.readonly"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: the scopes of which one is needed, its answer and that one's shape."""

    scopes: frozenset[str]
    shape: Shape
    answer: Callable[[AddressBook, Arguments], Resource]


METHODS: Mapping[str, Method] = {
    "/v1/people/me/connections": Method(scopes=CONTACTS, shape=shapes.CONNECTIONS, answer=lists.connections),
    "/v1/contactGroups": Method(scopes=CONTACTS, shape=shapes.GROUPS, answer=lists.groups),
    "/v1/otherContacts": Method(scopes=OTHERS, shape=shapes.OTHER_CONTACTS, answer=lists.other_contacts),
}
"""By path."""
