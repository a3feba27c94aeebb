"""Sets that grow together: what is joined, directly or by way of others, is one set (union-find with path halving)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Components(Generic[T]):
    """Starts with these, each by itself; `join` adds what is new."""

    def __init__(self, members: Iterable[T] = ()) -> None:
        self._parent: dict[T, T] = {member: member for member in members}

    def join(self, members: Iterable[T]) -> None:
        """These belong together, and so do all that belong with any of them."""
        roots = [self.root(member) for member in members]
        for root in roots[1:]:
            self._parent[self.root(root)] = self.root(roots[0])

    def __contains__(self, member: object) -> bool:
        """Whether it was ever joined with any."""
        return member in self._parent

    def root(self, member: T) -> T:
        """One member of its set, the same for all of them until the set grows."""
        parent = self._parent
        parent.setdefault(member, member)
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def all(self) -> list[list[T]]:
        """The sets, members in the order in which they came."""
        members: dict[T, list[T]] = defaultdict(list)
        for member in self._parent:
            members[self.root(member)].append(member)
        return list(members.values())
