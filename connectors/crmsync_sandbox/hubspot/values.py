"""Property values: what HubSpot accepts for each type, and the text that it answers.

All values are text on the wire. Blanks around anything but a string are refused since 2025-04.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from .errors import Invalid
from .schema import Property

LONGEST = 65_536
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MILLISECONDS = re.compile(r"-?\d{1,15}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})")
_ADDRESS = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What values are judged by beside their property."""

    owners: Collection[str] = ()
    """Ids of the active owners."""
    milliseconds: bool = True
    """Whether an answered time shows milliseconds that are zero: HubSpot does it one way and the other."""


class Unacceptable(ValueError):
    """A value that its property does not take."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def normalised(prop: Property, value: object, rules: Rules) -> str | Invalid:
    """The text that is stored and answered for `value`, or why it is refused. Empty clears."""
    text = _text(value)
    if not text:
        return ""
    try:
        return _FORMS[prop.type](prop, text, rules)
    except Unacceptable as error:
        return Invalid(name=prop.name, code=error.code, message=str(error))


def time_text(at: datetime, *, milliseconds: bool) -> str:
    """A time as HubSpot answers it: UTC, milliseconds shown where they are not zero or always."""
    utc = at.astimezone(UTC)
    shown = "milliseconds" if milliseconds or utc.microsecond >= 1000 else "seconds"
    return utc.isoformat(timespec=shown).removesuffix("+00:00") + "Z"


def moment(text: str) -> datetime | None:
    """The time that `text` means: ISO with a zone, a day (midnight UTC) or milliseconds since 1970."""
    if _MILLISECONDS.fullmatch(text):
        try:
            return _EPOCH + timedelta(milliseconds=int(text))
        except OverflowError:
            return None
    if not (_INSTANT.fullmatch(text) or _DAY.fullmatch(text)):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def _string(prop: Property, text: str, rules: Rules) -> str:
    if len(text) > LONGEST:
        raise Unacceptable("VALUE_TOO_LONG", f"{prop.name} is longer than {LONGEST} characters")
    if prop.addresses:
        return _addresses(text.strip().lower())
    return _json(prop, text) if prop.json else text


def _json(prop: Property, text: str) -> str:
    try:
        good = isinstance(json.loads(text), dict)
    except ValueError:
        good = False
    if not good:
        raise Unacceptable("INVALID_JSON", f"{prop.name} is no JSON object")
    return text


def _addresses(text: str) -> str:
    for one in text.split(";"):
        if not _ADDRESS.fullmatch(one):
            raise Unacceptable("INVALID_EMAIL", f"Email address {one} is invalid")
    return text


def _number(prop: Property, text: str, rules: Rules) -> str:
    if not _NUMBER.fullmatch(text):
        raise Unacceptable("INVALID_LONG", f"{text} was not a valid number.")
    plain = format(Decimal(text), "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"


def _date(prop: Property, text: str, rules: Rules) -> str:
    at = moment(text)
    if at is None:
        raise Unacceptable("INVALID_DATE", f"{text} was not a valid date.")
    utc = at.astimezone(UTC)
    if (utc - _EPOCH) % timedelta(days=1):
        raise Unacceptable(
            "INVALID_DATE", f"{text} is at {utc:%H:%M:%S}.{utc.microsecond // 1000:03} UTC, not midnight!"
        )
    return utc.date().isoformat()


def _datetime(prop: Property, text: str, rules: Rules) -> str:
    at = moment(text)
    if at is None:
        raise Unacceptable("INVALID_DATE", f"{text} was not a valid date.")
    return time_text(at, milliseconds=rules.milliseconds)


def _bool(prop: Property, text: str, rules: Rules) -> str:
    return _option(text, ("true", "false"))


def _enumeration(prop: Property, text: str, rules: Rules) -> str:
    if prop.owner:
        return _owner(text, rules.owners)
    if prop.external_options:
        return _ids(text)
    allowed = [option.value for option in prop.options]
    chosen = text.split(";") if prop.field_type == "checkbox" else [text]
    return ";".join(dict.fromkeys(_option(one, allowed) for one in chosen))


def _option(text: str, allowed: Collection[str]) -> str:
    if text not in allowed:
        raise Unacceptable("INVALID_OPTION", f"{text} was not one of the allowed options: [{', '.join(allowed)}]")
    return text


def _owner(text: str, owners: Collection[str]) -> str:
    if not text.isdecimal():
        raise Unacceptable("INVALID_INTEGER", f"{text} was not a valid integer (for owner ID).")
    if text not in owners:
        raise Unacceptable("INVALID_OWNER_ID", f"Owner {text} does not exist or is not active.")
    return text


def _ids(text: str) -> str:
    for one in text.split(";"):
        if not one.isdecimal():
            raise Unacceptable("INVALID_LONG", f"{one} was not a valid long.")
    return text


_FORMS: Mapping[str, Callable[[Property, str, Rules], str]] = {
    "string": _string,
    "number": _number,
    "date": _date,
    "datetime": _datetime,
    "bool": _bool,
    "enumeration": _enumeration,
}
