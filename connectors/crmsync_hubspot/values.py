"""Values between crmsync's canonical text (`Values`) and the texts that HubSpot takes and returns. Pure.

The canonical forms are those that HubSpot takes. What it returns may look different for the same value: times with
or without milliseconds or as epoch milliseconds, numbers with a decimal point.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from crmsync.connector import Circle, Output, Settings, Values
from crmsync_hubspot.properties import CADENCE, MUTE, OUTPUTS, PIN, Kind, Property, name_of

LONGEST_CADENCE = 36_500
"""Days. More than a century is a slip of the keyboard and would not fit a date."""


def to_hubspot(values: Values) -> dict[str, str]:
    """Property names and texts as HubSpot takes them; `""` empties."""
    return {name_of(output): text for output, text in values.items()}


def from_hubspot(properties: Mapping[str, str | None]) -> dict[Output, str]:
    """Our outputs among `properties`, in canonical text; those that are empty are left out."""
    texts = {output: properties.get(name_of(output)) for output in OUTPUTS}
    return {output: _spelled(OUTPUTS[output], text) for output, text in texts.items() if text}


def _spelled(held: Property, text: str) -> str:
    """HubSpot answers the checked boxes in an order of its own."""
    if held.field == "checkbox":
        return ";".join(sorted(filter(None, text.split(";"))))
    return canonical(held.kind, text)


def canonical(kind: Kind, text: str) -> str:
    """The one spelling of a value of this type; what can't be read stays as it is, and so differs from ours."""
    try:
        match kind:
            case "datetime":
                return f"{moment(text).replace(microsecond=0, tzinfo=None).isoformat()}Z"
            case "date":
                return day(text).isoformat()
            case "number":
                return f"{Decimal(text):f}".rstrip("0").rstrip(".") if "." in text else str(Decimal(text))
            case _:
                return text
    except (ValueError, OverflowError, InvalidOperation):
        return text


def moment(text: str) -> datetime:
    """The time that HubSpot means: ISO 8601 (without an offset it is UTC), or epoch milliseconds. Raises ValueError."""
    if text.lstrip("-").isascii() and text.lstrip("-").isdigit():
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    at = datetime.fromisoformat(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def day(text: str) -> date:
    """The civil date that HubSpot means: `2026-11-22`, or a time, which for a date property is midnight in UTC."""
    return moment(text).date()


def moment_or_none(text: str | None) -> datetime | None:
    return moment(text) if text else None


def settings(properties: Mapping[str, str | None]) -> Settings:
    """What people set. A cadence that is no positive number of days is none, and so is a circle that we don't know."""
    return Settings(
        cadence_days=_cadence(properties.get(CADENCE) or ""),
        muted=(properties.get(MUTE) or "").lower() == "true",
        circle=_circle(properties.get(PIN) or ""),
    )


def _circle(text: str) -> Circle | None:
    return Circle(text) if text in {circle.value for circle in Circle} else None


def _cadence(text: str) -> int | None:
    try:
        days = round(Decimal(text))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return days if 0 < days <= LONGEST_CADENCE else None
