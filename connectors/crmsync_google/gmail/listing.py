"""The mailbox as its lists show it: all that a plan is made from. Pure, and small: 17 bytes a message."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import islice

from crmsync_google.gmail.ids import Ids, Key

Places = Sequence[int]
"""Places in a listing, in the order in which they are to be fetched."""


class Mark(IntEnum):
    """What is known of a listed message; each is a bit."""

    SENT = 1
    HIDDEN = 2
    """A draft or a chat: not mail between people."""
    BULK = 4
    """Filed under a bulk category."""
    KNOWN = 8
    """It need not be told again."""
    TWO_WAY = 16
    """Its thread holds a message that was sent."""
    LABELLED = 32
    """Though bulk, it is worth knowing for the label of the user's own under which it lies."""


def _is_worth(marks: int) -> bool:
    return not marks & Mark.HIDDEN and (not marks & Mark.BULK or bool(marks & (Mark.TWO_WAY | Mark.LABELLED)))


_ALL = range(2 * max(Mark))
_SENT = frozenset(marks for marks in _ALL if marks & Mark.SENT and not marks & Mark.HIDDEN)
_WORTH = frozenset(filter(_is_worth, _ALL))
_UNREAD = frozenset(marks for marks in _ALL if marks not in _WORTH and not marks & Mark.HIDDEN)
_KNOWN = frozenset(marks for marks in _ALL if marks & Mark.KNOWN and not marks & Mark.HIDDEN)
_MISSING = {
    two_way: frozenset(marks for marks in _WORTH if not marks & Mark.KNOWN and bool(marks & Mark.TWO_WAY) is two_way)
    for two_way in (True, False)
}
"""Combinations of marks: looked up for each message, where working them out anew would take ten times as long."""


class Listing:
    """Messages, newest first, by their places from 0; `threads[place]` is the thread of `ids[place]`."""

    __slots__ = ("_marks", "ids", "threads")

    def __init__(self, messages: Iterable[tuple[str, str]] = ()) -> None:
        """`messages`: pairs of id and thread."""
        self.ids, self.threads = Ids(), Ids()
        for id, thread in messages:
            self.ids.append(id)
            self.threads.append(thread)
        self._marks = bytearray(len(self.ids))

    def __len__(self) -> int:
        return len(self.ids)

    def mark(self, mark: Mark, ids: Ids) -> None:
        """Put `mark` on each of `ids` that is listed."""
        self._mark(mark, self.ids, frozenset(ids.as_keys()))

    def mark_places(self, mark: Mark, places: Iterable[int]) -> None:
        for place in places:
            self._marks[place] |= mark

    def mark_two_way(self) -> None:
        """Mark all of each thread that holds a message that was sent; a draft was not, whatever its labels."""
        sent = (place for place, marks in enumerate(self._marks) if marks in _SENT)
        self._mark(Mark.TWO_WAY, self.threads, frozenset(map(self.threads.key, sent)))

    def mark_labelled(self, labels: Iterable[Ids], most: int) -> None:
        """Of what else is left unread as bulk, mark the newest `most` under each of the user's `labels`."""
        chosen = [place for ids in labels for place in islice(self._unread_of(frozenset(ids.as_keys())), most)]
        self.mark_places(Mark.LABELLED, chosen)

    def unread(self) -> int:
        """How many messages are left unread as bulk."""
        return self._count(_UNREAD)

    def lacking(self) -> int:
        """How many messages are worth knowing and not known."""
        return self._count(_MISSING[True] | _MISSING[False])

    def missing(self, *, two_way: bool, of: Collection[Key] | None = None) -> Places:
        """Messages of two-way threads, or of the others, that are worth knowing and not known, thread by thread.

        Worth knowing is all but drafts and chats, and bulk only where its thread is two-way or it is labelled. Threads
        stand in the order of their newest such message, and so do the messages of each. `of`: of these threads only.
        """
        wanted = _MISSING[two_way]
        places = (place for place, marks in enumerate(self._marks) if marks in wanted)
        return self.by_thread(place for place in places if of is None or self.threads.key(place) in of)

    def known(self) -> Iterator[int]:
        """Where the messages stand that need not be told again, drafts and chats apart."""
        return (place for place, marks in enumerate(self._marks) if marks in _KNOWN)

    def has(self, mark: Mark, place: int) -> bool:
        return bool(self._marks[place] & mark)

    def worth(self, ids: Collection[Key]) -> dict[Key, int]:
        """Where those of `ids` stand that are listed and worth knowing."""
        return {
            each: place
            for place, (each, marks) in enumerate(zip(self.ids.as_keys(), self._marks, strict=True))
            if each in ids and marks in _WORTH
        }

    def _unread_of(self, ids: Collection[Key]) -> Iterator[int]:
        """Where those of `ids` stand that are left unread as bulk."""
        places = (place for place, marks in enumerate(self._marks) if marks in _UNREAD)
        return (place for place in places if self.ids.key(place) in ids)

    def by_thread(self, places: Iterable[int]) -> Places:
        """`places`, which stand newest first, thread by thread, in the order of each thread's first."""
        first: dict[Key, int] = {}
        found = array("L")
        for place in places:
            first.setdefault(self.threads.key(place), place)
            found.append(place)
        return array("L", sorted(found, key=lambda place: first[self.threads.key(place)]))

    def _count(self, wanted: Iterable[int]) -> int:
        return sum(map(self._marks.count, wanted))

    def _mark(self, mark: Mark, column: Ids, found: Collection[Key]) -> None:
        for place, each in enumerate(column.as_keys()):
            if each in found:
                self._marks[place] |= mark
