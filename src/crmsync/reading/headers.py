"""What the header fields of a mail say, however it came here. Pure, and quick on whatever a stranger wrote."""

import re
from collections.abc import Iterator, Mapping, Sequence

from crmsync.connector import EmailAddress, Participant, Role, Signal
from crmsync.reading.addresses import LONGEST_FIELD, parse
from crmsync.reading.text import LONGEST_ID, clean

Fields = Mapping[str, Sequence[str]]
"""Values of header fields by lower-case name; a name may stand more than once."""

_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_ROLES = {"from": Role.FROM, "to": Role.TO, "cc": Role.CC, "bcc": Role.BCC}


def participants(fields: Fields) -> Iterator[Participant]:
    """Each address once in each role, with the first name that it is given there."""
    for header, role in _ROLES.items():
        names: dict[EmailAddress, str] = {}
        for name, address in parse(fields.get(header, ())):
            names[address] = names.get(address) or name
        yield from (Participant(address=address, role=role, name=name) for address, name in names.items())


def signals(fields: Fields) -> Iterator[Signal]:
    """What speaks against a person's having written it to a person."""
    if first(fields, "list-id"):
        yield Signal.LIST
    if first(fields, "list-unsubscribe"):
        yield Signal.UNSUBSCRIBE
    if _word(fields, "precedence") in {"bulk", "list", "junk"}:
        yield Signal.PRECEDENCE
    if _word(fields, "auto-submitted") not in {"", "no"}:
        yield Signal.AUTO_SUBMITTED
    if first(fields, "return-path").replace(" ", "") == "<>":
        yield Signal.NULL_SENDER
    if _word(fields, "content-type") == "multipart/report" or first(fields, "x-failed-recipients"):
        yield Signal.REPORT


def message_key(fields: Fields) -> str | None:
    """By which the same mail is found again elsewhere: its Message-ID."""
    return _id_of(fields, "message-id")


def list_id(fields: Fields) -> str | None:
    return (_id_of(fields, "list-id") or "").lower() or None


def first(fields: Fields, name: str) -> str:
    """The first value of the field, cut and stripped; "" where there is none."""
    return next(iter(fields.get(name, ())), "")[:LONGEST_FIELD].strip()


def _word(fields: Fields, name: str) -> str:
    """The value before its parameters and comments, in lower case."""
    return re.split(r"[;(]", first(fields, name), maxsplit=1)[0].strip().lower()


def _id_of(fields: Fields, name: str) -> str | None:
    """What stands in angle brackets, or the whole value where nothing does. None where there is no value."""
    value = first(fields, name)
    found = _IN_BRACKETS.search(value)
    return clean(found.group(1) if found else value)[:LONGEST_ID].strip() or None
