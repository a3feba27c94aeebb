"""Of everybody the last touch of each sort, as `Chronicle` remembers them."""

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.beat import NEVER
from crmsync.relationships.chronicle import FIRST
from crmsync.relationships.entries import Entries, Traits, bit, last_of_each, other
from crmsync.relationships.likes import TELLS

NAMES = ("first", "exchange", *TELLS)
LAST = np.dtype([("at", "i8"), ("mark", "i8")])
"""When a touch was, in microseconds since the epoch, and which one; where there is none `at` is NEVER and `mark` 0."""
LASTS = np.dtype([(name, LAST) for name in NAMES])
"""Named as in `Chronicle`: the very first, the last mail that answers one, and the last that tells each of `Tells`."""

Places = NDArray[np.int32]
"""A place in the entries for each person; -1 where there is none."""


def places_of_all(entries: Entries, traits: Traits, answering: NDArray[np.bool_], number: int) -> dict[str, Places]:
    """Where the touches of `LASTS` are. `answering`: whether each is a mail that answers one."""
    moments = np.cumsum(other(entries.people, entries.ats), dtype=np.int32)

    def found(some: NDArray[np.bool_], first: bool) -> Places:
        """`first`: of those at one moment."""
        places = np.flatnonzero(some)
        return last_of_each(places[other(moments[places])] if first else places, entries, number)

    tells = traits.tells[entries.likes]
    by_name: dict[str, Places] = {what: found(tells & bit(what) != 0, what in FIRST) for what in TELLS}
    return {"first": first_of_each(entries, number), "exchange": found(answering, True), **by_name}


def first_of_each(entries: Entries, number: int) -> Places:
    return last_of_each(np.flatnonzero(other(entries.people)), entries, number)


def lasts_of_all(places: dict[str, Places], entries: Entries) -> NDArray[np.void]:
    """Of `LASTS`, one record for each person."""
    found = np.zeros(len(places["first"]), LASTS)
    for name, some in places.items():
        found[name]["at"] = when(some, entries)
        found[name]["mark"][some >= 0] = entries.marks[some[some >= 0]]
    return found


def when(places: Places, entries: Entries) -> NDArray[np.int64]:
    """NEVER where there is none."""
    found = np.full(len(places), NEVER)
    found[places >= 0] = entries.ats[places[places >= 0]]
    return found


def entered_of_all(entries: Entries, traits: Traits, number: int) -> NDArray[np.int64]:
    """When self first wrote, met or called; NEVER where it did not."""
    some = np.flatnonzero(traits.own[entries.likes])
    return when(last_of_each(some[other(entries.people[some])], entries, number), entries)
