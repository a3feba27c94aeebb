"""Calendars of people who are never to be logged: none is read, and neither a record nor a cursor names it."""

from collections.abc import Collection

from crmsync.connector import View, email_address
from crmsync_google.calendar.cursor import Chosen, Place


def private(view: View, ids: Collection[str]) -> frozenset[str]:
    """Those of `ids` that are such people's: a person's calendar has the person's address for an id."""
    addresses = {id: address for id in ids if (address := email_address(id))}
    never = frozenset(view.never(frozenset(addresses.values())))
    return frozenset(id for id, address in addresses.items() if address in never)


def known_private(view: View, place: Place) -> frozenset[str]:
    """Those of which something is known: they were read before. The account's own calendar is never among them."""
    return private(view, place.calendars.keys() - {place.primary})


def allowed(chosen: Chosen, view: View) -> Chosen:
    """What the configuration names, without them."""
    if chosen == "all":
        return chosen
    left_out = private(view, chosen)
    return tuple(id for id in chosen if id not in left_out)
