"""What the store holds and the mailbox files otherwise by now. A lost history does not tell of it, lists do.

Nothing is remembered of how far this came: what was read again is filed alike, and is not found a second time.
"""

from collections.abc import Iterator, Mapping

from crmsync.connector import Deleted, Filing, View
from crmsync_google.gmail.ids import Ids, Key
from crmsync_google.gmail.inventory import Inventory
from crmsync_google.gmail.labels import SPAM
from crmsync_google.gmail.listing import Listing, Mark, Places
from crmsync_google.gmail.mailbox import Mailbox
from crmsync_google.gmail.reading import in_portions, known

_NONE: frozenset[str] = frozenset()


def withdrawn(mailbox: Mailbox, view: View) -> list[Deleted]:
    """Known messages that the user calls spam by now."""
    return [Deleted(id=id) for id in known(view, mailbox.ids(SPAM))]


def refiled(view: View, inventory: Inventory) -> Places:
    """Known messages of which other labels, another category or another direction was told, thread by thread."""
    listing = inventory.listing
    return listing.by_thread(_refiled(view, listing, _labels(inventory.labels)))


def _refiled(view: View, listing: Listing, labels: Mapping[Key, frozenset[str]]) -> Iterator[int]:
    for places in in_portions(listing.known()):
        told = view.filed([listing.ids[place] for place in places])
        for place in places:
            filing = told.get(listing.ids[place])
            if filing is not None and filing != _filing(listing, place, labels):
                yield place


def _filing(listing: Listing, place: int, labels: Mapping[Key, frozenset[str]]) -> Filing:
    return Filing(
        labels=labels.get(listing.ids.key(place), _NONE),
        category=listing.has(Mark.BULK, place),
        sent=listing.has(Mark.SENT, place),
    )


def _labels(labels: Mapping[str, Ids]) -> dict[Key, frozenset[str]]:
    """The user's labels of each message that has any; one set for all that have the same, for these may be many."""
    found: dict[Key, frozenset[str]] = {}
    sets: dict[frozenset[str], frozenset[str]] = {}
    for name, ids in labels.items():
        for each in ids.as_keys():
            mine = found.get(each, _NONE) | {name}
            found[each] = sets.setdefault(mine, mine)
    return found
