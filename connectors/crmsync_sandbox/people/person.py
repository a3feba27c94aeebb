"""A stored person, and how it looks with the fields that were asked for."""

import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..google.answering import CANARY, Resource
from .groups import ROOT

MOST_EMAILS = 100
"""So many stand in a list; the rest would take a request for the person."""

ALWAYS = ("resourceName", "etag")


@dataclass(slots=True, kw_only=True)
class Person:
    """One person of a list. `changed` grows with everything that happens to the list."""

    resource_name: str
    changed: int
    name: str = ""
    emails: tuple[str, ...] = ()
    primary: int = 0
    groups: frozenset[str] = frozenset()
    """Ids."""
    former: tuple[str, ...] = ()
    """Resource names that it had before."""
    deleted: bool = False

    def resource(self, wanted: Collection[str], *, sync: bool) -> Resource:
        """With the fields that are `wanted`. `sync`: the request carried a sync token, and is told of the past."""
        shown = {name: value for name, value in self._fields(wanted, sync=sync) if name in wanted}
        return {"resourceName": self.resource_name, "etag": f"%{self.changed}", **shown}

    def _fields(self, wanted: Collection[str], *, sync: bool) -> Iterator[tuple[str, object]]:
        """Those that it has: what is empty is absent."""
        yield "metadata", self._metadata(sync=sync)
        if self.deleted:
            return
        if self.name:
            yield "names", [self._entry() | self._spelt()]
        if self.emails:
            yield "emailAddresses", list(self._addresses())
        if self.groups:
            yield "memberships", list(map(self._membership, sorted(self.groups)))
        yield from self._private(wanted)

    def _metadata(self, *, sync: bool) -> dict[str, Any]:
        source = {"type": "CONTACT", "id": self._source_id, "etag": f"#{self.changed}"}
        metadata: dict[str, Any] = {"sources": [source], "objectType": "PERSON"}
        if self.deleted:
            metadata["deleted"] = True
        if sync and self.former:
            metadata["previousResourceNames"] = list(self.former)
        return metadata

    def _spelt(self) -> dict[str, str]:
        whole = dict.fromkeys(("displayName", "displayNameLastFirst", "unstructuredName"), self.name)
        given, _, family = self.name.partition(" ")
        return {**whole, "givenName": given} | ({"familyName": family} if family else {})

    def _addresses(self) -> Iterator[dict[str, Any]]:
        for place, value in enumerate(self.emails[:MOST_EMAILS]):
            yield self._entry(primary=place == self.primary, value=value, type="work", formattedType="Work")

    def _membership(self, group: str) -> dict[str, Any]:
        member = {"contactGroupId": group, "contactGroupResourceName": ROOT + group}
        return self._entry(primary=False, contactGroupMembership=member)

    def _private(self, wanted: Collection[str]) -> Iterable[tuple[str, object]]:
        """What nobody here may ask for, and everybody has."""
        text = f"{CANARY} of {self.resource_name}"
        return (
            ("phoneNumbers", [self._entry(value=text)]),
            ("addresses", [self._entry(formattedValue=text)]),
            ("birthdays", [self._entry(text=text)]),
            ("biographies", [self._entry(value=text, contentType="TEXT_PLAIN")]),
            ("organizations", [self._entry(name=text, title=text)]),
            ("photos", [self._entry(url=f"https://photos.test/{CANARY}")]),
        )

    def _entry(self, *, primary: bool = True, **values: str | dict[str, str]) -> dict[str, Any]:
        metadata: dict[str, Any] = {"source": {"type": "CONTACT", "id": self._source_id}}
        if primary:
            metadata |= {"primary": True, "sourcePrimary": True}
        return {"metadata": metadata, **values}

    @property
    def _source_id(self) -> str:
        return f"{zlib.crc32(self.resource_name.encode()):x}"
