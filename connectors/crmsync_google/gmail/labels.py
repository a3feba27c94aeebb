"""What Gmail's own labels mean for us: https://developers.google.com/gmail/api/guides/labels."""

from collections.abc import Set

HIDDEN = frozenset({"DRAFT", "CHAT", "SPAM", "TRASH"})
"""Not mail between people, or thrown away: never fetched."""

BULK = frozenset({"CATEGORY_PROMOTIONS", "CATEGORY_SOCIAL", "CATEGORY_UPDATES", "CATEGORY_FORUMS"})
"""Mostly machines. Read only where the thread holds a message that was sent, for a friend's mail can be filed here, or
where it lies under a label of the user's own."""

MOST_LABELLED = 20
"""So many messages of bulk, the newest, are read for each label of the user's own: it may say who is personal, but a
filter may put it on thousands of newsletters."""

SENT = "SENT"
SPAM = "SPAM"


def is_hidden(labels: Set[str]) -> bool:
    return not HIDDEN.isdisjoint(labels)


def is_bulk(labels: Set[str]) -> bool:
    """Filed under a bulk category; what was sent from here is nobody's bulk."""
    return SENT not in labels and not BULK.isdisjoint(labels)


def users_own(labels: Set[str]) -> frozenset[str]:
    """The ids of labels that the user made (`Label_7`); Gmail's own are in capitals (`INBOX`, `YELLOW_STAR`)."""
    return frozenset(label for label in labels if not label.isupper())
