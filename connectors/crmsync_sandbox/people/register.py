"""A list of persons that remembers in which order they changed, the deleted ones too."""

from collections.abc import Iterator
from dataclasses import replace

from .person import Person


class Register:
    """One list of an address book. Names are as in `people/c1`. KeyError for whom it does not hold."""

    def __init__(self, root: str) -> None:
        self.latest = 0
        """The number of the last happening."""
        self.oldest = 0
        """A sync token from before this happening is expired."""
        self._root = root
        self._persons: dict[str, Person] = {}
        """By id, in the order of their last change."""

    def person(self, id_: str) -> Person:
        if id_ not in self:
            raise KeyError(id_)
        return self._persons[id_]

    def add(self, id_: str) -> None:
        """A new person of whom nothing is known yet. ValueError where there is one of this id."""
        if id_ in self:
            raise ValueError(f"there is a person {id_!r} already")
        self._put(id_, Person(resource_name=self._root + id_, changed=0))

    def change(
        self,
        id_: str,
        *,
        name: str | None = None,
        emails: tuple[str, ...] | None = None,
        primary: int | None = None,
        groups: frozenset[str] | None = None,
    ) -> None:
        """What is not None of a person becomes this."""
        person = self.person(id_)
        changed = replace(
            person,
            name=person.name if name is None else name,
            emails=person.emails if emails is None else emails,
            primary=person.primary if primary is None else primary,
            groups=person.groups if groups is None else groups,
        )
        self._put(id_, changed)

    def rename(self, id_: str, to: str) -> None:
        """The same person under another resource name. ValueError where somebody has it."""
        if to in self:
            raise ValueError(f"there is a person {to!r} already")
        person = self.person(id_)
        del self._persons[id_]
        former = (*person.former, person.resource_name)
        self._put(to, replace(person, resource_name=self._root + to, former=former))

    def delete(self, id_: str) -> None:
        person = self.person(id_)
        gone = Person(resource_name=person.resource_name, changed=0, former=person.former, deleted=True)
        self._put(id_, gone)

    def forget(self) -> None:
        """Every sync token that a client holds is expired."""
        self.latest += 1
        self.oldest = self.latest

    def __contains__(self, id_: str) -> bool:
        return id_ in self._persons and not self._persons[id_].deleted

    def __iter__(self) -> Iterator[Person]:
        """The living."""
        return (person for person in self._persons.values() if not person.deleted)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def after(self, number: int, *, deleted: bool) -> list[Person]:
        """Whoever changed after this happening, in that order; with those `deleted`, or without."""
        return [p for p in self._persons.values() if p.changed > number and (deleted or not p.deleted)]

    def _put(self, id_: str, person: Person) -> None:
        self.latest += 1
        self._persons.pop(id_, None)
        self._persons[id_] = replace(person, changed=self.latest)
