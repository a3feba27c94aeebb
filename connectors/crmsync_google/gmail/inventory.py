"""A mailbox's lists, read into one listing with all that they say of its messages."""

from crmsync.connector import View
from crmsync_google.gmail.ids import Ids, Key, key
from crmsync_google.gmail.labels import BULK, MOST_LABELLED, SENT, users_own
from crmsync_google.gmail.listing import Listing, Mark
from crmsync_google.gmail.mailbox import Mailbox
from crmsync_google.gmail.reading import known

_MARKS = {SENT: Mark.SENT, "DRAFT": Mark.HIDDEN, "CHAT": Mark.HIDDEN, **dict.fromkeys(sorted(BULK), Mark.BULK)}
"""What lying under a label says of a message."""


def listed(mailbox: Mailbox, view: View, *, anew: bool) -> Listing:
    """All mail is listed before the labels: a message that is sent meanwhile is then at worst wanted, never missed."""
    listing = Listing(mailbox.listed(view.since))
    labels = sorted(users_own(frozenset(mailbox.label_names())))
    under = mailbox.wire.each(lambda label: mailbox.ids(label, view.since), [*_MARKS, *labels])
    for mark, ids in zip(_MARKS.values(), under, strict=False):
        listing.mark(mark, ids)
    listing.mark_two_way()
    listing.mark_labelled(under[len(_MARKS) :], MOST_LABELLED)
    listing.mark(Mark.KNOWN, _held(mailbox, view, listing, anew=anew))
    return listing


def _held(mailbox: Mailbox, view: View, listing: Listing, *, anew: bool) -> Ids:
    """What the store knows, but where labels given since may say who is personal: no history tells of them anew."""
    held = Ids(known(view, listing.ids))
    labelled = _labelled(mailbox) if held and anew else ()
    return Ids(id for id in held if key(id) not in labelled) if labelled else held


def _labelled(mailbox: Mailbox) -> frozenset[Key]:
    """Messages under the user's own labels."""
    labels = sorted(users_own(frozenset(mailbox.label_names())))
    return frozenset(each for ids in mailbox.wire.each(mailbox.ids, labels) for each in ids.as_keys())
