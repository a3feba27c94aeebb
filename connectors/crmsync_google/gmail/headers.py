"""From a message as Gmail tells it to an interaction. Pure, and quick on whatever a stranger wrote."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, Role, Signal, Skipped
from crmsync_google.batch import Json
from crmsync_google.gmail.addresses import LONGEST_FIELD, parse
from crmsync_google.gmail.labels import BULK, SENT, users_own
from crmsync_google.text import LONGEST_ID, LONGEST_SUBJECT, clean, shown

Fields = Mapping[str, Sequence[str]]
"""Values of header fields by lower-case name; a name may stand more than once."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Gmail takes any date. Beyond these it is a mistake, and the civil date somewhere may be beyond all years."""
_ROLES = {"from": Role.FROM, "to": Role.TO, "cc": Role.CC, "bcc": Role.BCC}
_IN_BRACKETS = re.compile(r"<([^<>]*)>")


def read_message(message: Json, names: Mapping[str, str], *, subjects: bool) -> Interaction | Skipped:
    """The interaction, or why there is none. `names`: the user's label names by id."""
    fields = _fields(message)
    at = _date(message)
    participants = tuple(_participants(fields))
    if at is None:
        return Skipped(id=message["id"], reason="no date that can be read")
    if not any(one.role is Role.FROM for one in participants):
        return Skipped(id=message["id"], reason="no sender that can be read")
    labels = frozenset(message.get("labelIds", ()))
    return Interaction(
        id=message["id"],
        channel=Channel.MAIL,
        at=at,
        participants=participants,
        thread=message.get("threadId"),
        key=_id_of(fields, "message-id"),
        sent=SENT in labels,
        signals=frozenset(_signals(fields, labels)),
        list_id=(_id_of(fields, "list-id") or "").lower() or None,
        labels=frozenset(names[label] for label in users_own(labels) if label in names),
        subject=shown(_first(fields, "subject"), LONGEST_SUBJECT) if subjects else None,
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


def _participants(fields: Fields) -> Iterator[Participant]:
    """Each address once in each role, with the first name that it is given there."""
    for header, role in _ROLES.items():
        names: dict[EmailAddress, str] = {}
        for name, address in parse(fields.get(header, ())):
            names[address] = names.get(address) or name
        yield from (Participant(address=address, role=role, name=name) for address, name in names.items())


def _signals(fields: Fields, labels: frozenset[str]) -> Iterator[Signal]:
    if _first(fields, "list-id"):
        yield Signal.LIST
    if _first(fields, "list-unsubscribe"):
        yield Signal.UNSUBSCRIBE
    if _word(fields, "precedence") in {"bulk", "list", "junk"}:
        yield Signal.PRECEDENCE
    if _word(fields, "auto-submitted") not in {"", "no"}:
        yield Signal.AUTO_SUBMITTED
    if _first(fields, "return-path").replace(" ", "") == "<>":
        yield Signal.NULL_SENDER
    if _word(fields, "content-type") == "multipart/report" or _first(fields, "x-failed-recipients"):
        yield Signal.REPORT
    if not BULK.isdisjoint(labels):
        yield Signal.CATEGORY


def _first(fields: Fields, name: str) -> str:
    """The first value of the field, cut and stripped; "" where there is none."""
    return next(iter(fields.get(name, ())), "")[:LONGEST_FIELD].strip()


def _word(fields: Fields, name: str) -> str:
    """The value before its parameters and comments, in lower case."""
    return re.split(r"[;(]", _first(fields, name), maxsplit=1)[0].strip().lower()


def _id_of(fields: Fields, name: str) -> str | None:
    """What stands in angle brackets, or the whole value where nothing does. None where there is no value."""
    value = _first(fields, name)
    found = _IN_BRACKETS.search(value)
    return clean(found.group(1) if found else value)[:LONGEST_ID].strip() or None
