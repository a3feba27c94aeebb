"""A mailbox's lists, read into one listing with all that they say of its messages."""

from collections.abc import Mapping
from dataclasses import dataclass

from crmsync.connector import View
from crmsync_google.gmail.ids import Ids
from crmsync_google.gmail.labels import BULK, MOST_LABELLED, SENT, users_own
from crmsync_google.gmail.listing import Listing, Mark
from crmsync_google.gmail.mailbox import Mailbox
from crmsync_google.gmail.reading import known

_MARKS = {SENT: Mark.SENT, "DRAFT": Mark.HIDDEN, "CHAT": Mark.HIDDEN, **dict.fromkeys(sorted(BULK), Mark.BULK)}
"""What lying under a label says of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """`labels`: what lies under each label of the user's own, by its name."""

    listing: Listing
    labels: Mapping[str, Ids]


def taken(mailbox: Mailbox, view: View) -> Inventory:
    """All mail is listed before the labels: a message that is sent meanwhile is then at worst wanted, never missed."""
    listing = Listing(mailbox.listed(view.since))
    names = mailbox.label_names()
    own = sorted(users_own(frozenset(names)))
    under = mailbox.wire.workers.each(lambda label: mailbox.ids(label, view.since), [*_MARKS, *own])
    labels = {names[label]: ids for label, ids in zip(own, under[len(_MARKS) :], strict=True)}
    for mark, ids in zip(_MARKS.values(), under[: len(_MARKS)], strict=True):
        listing.mark(mark, ids)
    listing.mark_two_way()
    listing.mark_labelled(labels.values(), MOST_LABELLED)
    listing.mark(Mark.KNOWN, Ids(known(view, listing.ids)))
    return Inventory(listing=listing, labels=labels)
