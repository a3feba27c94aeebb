"""What conversations are called: after the first of the threads that hold copies of one mail, on any account."""

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.among import among
from crmsync.relationships.copies import Copies, Mark
from crmsync.relationships.marks import key_mark, thread_mark
from crmsync.relationships.recordings import Recordings

Naming = Callable[[Mapping[Mark, str]], Mapping[Mark, str]]


class Threads:
    """Of some interactions."""

    def __init__(self, known: Recordings, twice: Copies, named: Naming | None) -> None:
        """`named`: makes of the names that these show what threads are called; the same where it is missing."""
        self._known, self._twice, self._named = known, twice, named

    @cached_property
    def shown(self) -> Mapping[Mark, str]:
        """What threads are called that go on in others, as far as these interactions tell."""
        places = list(self._twice.found.values())
        marks = self._known.threads_of(places)
        texts = dict(zip(self._twice.found, marks, strict=True))
        return {texts[thread]: "/".join(texts[first]) for thread, first in self._twice.joined.items()}

    @cached_property
    def names(self) -> Mapping[Mark, str]:
        """What they are called in the end."""
        return self._named(self.shown) if self._named else self.shown

    @cached_property
    def _joined(self) -> Mapping[int, int]:
        return joined(self.names) if self._named else self._twice.joined

    def conversation(self, source: str, thread: str | None) -> str | None:
        if not thread:
            return None
        mark = (source, thread)
        return self.names.get(mark) or "/".join(mark)

    def of(self, marks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of each thread the conversation that it is of: both are marks."""
        if not self._joined:
            return marks
        known = np.array(sorted(self._joined), dtype=np.int64)
        names = np.array([self._joined[each] for each in known.tolist()], dtype=np.int64)
        some = np.flatnonzero(among(marks, known))
        found = marks.copy()
        found[some] = names[np.searchsorted(known, marks[some])]
        return found


def joined(names: Mapping[Mark, str]) -> dict[int, int]:
    """The threads of each conversation by the one that it is called after: all are marks."""
    own = {name: thread_mark(*mark) for mark, name in names.items() if "/".join(mark) == name}
    return {thread_mark(*mark): own.get(name) or key_mark(name) for mark, name in names.items()}
