"""From a message as Gmail tells it to an interaction. Pure, and quick on whatever a stranger wrote."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from crmsync.connector import Channel, Interaction, Role, Signal, Skipped
from crmsync.reading import headers
from crmsync.reading.headers import Fields
from crmsync.reading.text import LONGEST_SUBJECT, shown
from crmsync_google.batch import Json
from crmsync_google.gmail.labels import BULK, SENT, users_own

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Gmail takes any date. Beyond these it is a mistake, and the civil date somewhere may be beyond all years."""


def read_message(message: Json, names: Mapping[str, str], *, subjects: bool) -> Interaction | Skipped:
    """The interaction, or why there is none. `names`: the user's label names by id."""
    fields = _fields(message)
    at = _date(message)
    participants = tuple(headers.participants(fields))
    if at is None:
        return Skipped(id=message["id"], reason="no date that can be read")
    if not any(one.role is Role.FROM for one in participants):
        return Skipped(id=message["id"], reason="no sender that can be read")
    labels = frozenset(message.get("labelIds", ()))
    bulk = frozenset() if BULK.isdisjoint(labels) else frozenset({Signal.CATEGORY})
    return Interaction(
        id=message["id"],
        channel=Channel.MAIL,
        at=at,
        participants=participants,
        thread=message.get("threadId"),
        key=headers.message_key(fields),
        sent=SENT in labels,
        signals=bulk.union(headers.signals(fields)),
        list_id=headers.list_id(fields),
        labels=frozenset(names[label] for label in users_own(labels) if label in names),
        subject=shown(headers.first(fields, "subject"), LONGEST_SUBJECT) if subjects else None,
    )


def _fields(message: Json) -> Fields:
    fields: dict[str, list[str]] = defaultdict(list)
    for header in message.get("payload", {}).get("headers", ()):
        fields[header.get("name", "").lower()].append(header.get("value", ""))
    return fields


def _date(message: Json) -> datetime | None:
    """internalDate: when Gmail received it, in ms since 1970. The Date header is what the sender's clock said."""
    try:
        at = _EPOCH + timedelta(milliseconds=int(message["internalDate"]))
    except (KeyError, ValueError, OverflowError, TypeError):
        return None
    return at if _EPOCH <= at < _LATEST else None
