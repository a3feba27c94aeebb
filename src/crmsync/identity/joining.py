"""Joining under a condition: what belongs together becomes one, as far as nobody meets who is to stay apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from crmsync.connector import EmailAddress
from crmsync.identity.components import Components

Pair = tuple[EmailAddress, EmailAddress]


class Joining:
    """Starts with everybody alone. The two of each pair in `apart` are never in one set, whatever is joined."""

    def __init__(self, everybody: Iterable[EmailAddress] = (), apart: Collection[Pair] = ()) -> None:
        self._sets: Components[EmailAddress] = Components(everybody)
        self._foes: defaultdict[EmailAddress, set[EmailAddress]] = defaultdict(set)
        """By a set's root: whom none of its members may meet."""
        for one, other in apart:
            self._foes[one].add(other)
            self._foes[other].add(one)

    def join(self, members: Iterable[EmailAddress]) -> None:
        """These belong together. Who may not be with the first of them goes with the next, in alphabetical order."""
        hosts: list[EmailAddress] = []
        for member in sorted(members):
            if not any(self._unite(host, member) for host in hosts):
                hosts.append(self._sets.root(member))

    def groups(self) -> list[list[EmailAddress]]:
        return self._sets.all()

    def _unite(self, one: EmailAddress, other: EmailAddress) -> bool:
        """Whether the two are together now."""
        here, there = self._sets.root(one), self._sets.root(other)
        if here != there:
            if any(self._sets.root(foe) == there for foe in self._foes.get(here, ())):
                return False
            self._sets.join((here, there))
            self._foes[self._sets.root(here)] = self._foes.pop(here, set()) | self._foes.pop(there, set())
        return True
