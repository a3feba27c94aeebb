"""The groups of an address book: Google's own by name, the owner's by an id that is made for them."""

import zlib
from collections.abc import Iterable, Iterator

from ..google.answering import Resource

MINE = "myContacts"
"""Whom the owner entered or kept; everybody but the "other contacts"."""

SYSTEM = (MINE, "starred", "friends", "family", "coworkers", "blocked", "all", "chatBuddies")

ROOT = "contactGroups/"


class Groups:
    """Which groups there are. The owner's own are made as they are first named."""

    def __init__(self) -> None:
        self._id_of: dict[str, str] = {}

    def id_of(self, name: str) -> str:
        """The id of Google's own group, or of the owner's group of that name, which is made where it is new."""
        return name if name in SYSTEM else self._id_of.setdefault(name, self._new_id(name))

    def ids_of(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(self.id_of(name) for name in names)

    def rename(self, name: str, to: str) -> None:
        """KeyError where the owner has no group of that name, ValueError where there is one of the new."""
        if to in self._id_of or to in SYSTEM:
            raise ValueError(f"there is a group {to!r} already")
        self._id_of[to] = self._id_of.pop(name)

    def delete(self, name: str) -> str:
        """Its id, which is nobody's now. KeyError where the owner has no group of that name."""
        return self._id_of.pop(name)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """(id, name) of each, Google's own first."""
        yield from ((name, name) for name in SYSTEM)
        yield from ((id_, name) for name, id_ in self._id_of.items())

    def _new_id(self, name: str) -> str:
        """Hexadecimal, as Google's are; a name that comes back after its group was deleted gets the same one."""
        return f"{zlib.crc32(name.encode()):x}"


def resource(id_: str, name: str, members: int) -> Resource:
    """A group with all that `groupFields` can name."""
    return {
        "resourceName": ROOT + id_,
        "etag": f"g{zlib.crc32(f'{name} {members}'.encode()):x}",
        "metadata": {"updateTime": "2026-01-01T00:00:00Z"},
        "groupType": "SYSTEM_CONTACT_GROUP" if id_ in SYSTEM else "USER_CONTACT_GROUP",
        "name": name,
        "formattedName": name,
        "memberCount": members,
    }
