"""What search sees: the records as they were a while ago, because an index follows its records late."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(slots=True)
class SearchIndex(Generic[R]):
    """Records by id, each version seen only once `settle` is told that its time has come."""

    seen: dict[str, R] = field(default_factory=dict)
    waiting: deque[tuple[float, str, R | None]] = field(default_factory=deque)
    clock: float = 0.0
    """The time that the next changes bear, in seconds."""

    def note(self, id_: str, record: R | None) -> None:
        """The record was changed, or removed (None)."""
        self.waiting.append((self.clock, id_, record))

    def settle(self, until: float) -> None:
        """Take in every change that is no younger than `until`."""
        while self.waiting and self.waiting[0][0] <= until:
            _, id_, record = self.waiting.popleft()
            if record is None:
                self.seen.pop(id_, None)
            else:
                self.seen[id_] = record

    def records(self) -> Iterator[R]:
        return iter(self.seen.values())

    def copy(self) -> "SearchIndex[R]":
        return SearchIndex(dict(self.seen), deque(self.waiting), self.clock)
