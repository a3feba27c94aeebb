"""What goes when a whole file goes. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from crmsync.connector import Snapshot
from crmsync_files.cursor import Mark, Place
from crmsync_files.items import WITHDRAWN, Item, Nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """`place`: where a pull goes on once the snapshot is taken."""

    snapshot: Snapshot
    place: Place


def gone(place: Place, present: Sequence[Item], hollow: Collection[str], now: datetime) -> Iterator[Gone]:
    """Of each file that was read before and is there no more. People go, and meetings that are still ahead.

    Not where another file speaks for the same records: an archive that was moved, or its next export. `present` is all
    there is; where something could not be looked at, nobody knows what is gone. `hollow`: folders, hashed, that hold
    nothing or are links now: as where a disk is not mounted.
    """
    spoken_for = {prefix_of(item, place) for item in present}
    missing = [mark for mark in _missing(place, present).values() if not _is_hidden(mark, hollow)]
    for prefix in sorted({mark.prefix for mark in missing} - spoken_for - {""}):
        place = place.without([key for key, mark in place.marks.items() if mark.prefix == prefix])
        yield Gone(snapshot=Snapshot(ids=frozenset(), prefix=prefix, since=now), place=place)


def emptied(place: Place, nothings: Sequence[Nothing]) -> Iterator[str]:
    """Files that held people or meetings when they were read, and hold nothing that is known: of each what to do.

    A copy that failed looks like this, and a file that another program is just writing. Nobody is withdrawn for it.
    """
    for each in nothings:
        mark = place.marks.get(each.key)
        if mark and mark.prefix:
            yield f"nothing that can be read is left of {each.name}. Get it anew, or take it away if that is so"


def remembered(place: Place, present: Sequence[Item], hollow: Collection[str]) -> Place:
    """Without the marks of files that are not there any more."""
    return place.without([key for key, mark in _missing(place, present).items() if not _is_hidden(mark, hollow)])


def _missing(place: Place, present: Sequence[Item]) -> dict[str, Mark]:
    here = {item.key for item in present}
    return {key: mark for key, mark in place.marks.items() if key not in here}


def _is_hidden(mark: Mark, hollow: Collection[str]) -> bool:
    """A file may be there behind a folder that can't be looked into."""
    return any(folder in hollow for folder in mark.within.split())


def prefix_of(item: Item, place: Place) -> str:
    """How the ids of its records began when it was read, as what it is now."""
    mark = place.marks.get(item.key)
    return mark.prefix if mark and mark.prefix.startswith(f"{item.kind}-") else item.prefix


def kept_prefix(item: Item) -> str:
    """What its mark says of it."""
    return item.prefix if item.kind in WITHDRAWN else ""


def is_of_today(item: Item, mark: Mark) -> bool:
    """Marks of former versions do not say how ids begin: such a file is read anew."""
    return mark.prefix != "" or item.kind not in WITHDRAWN
