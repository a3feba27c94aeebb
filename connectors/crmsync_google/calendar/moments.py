"""When an event is: times with an offset or a zone, and the dates of all-day entries. Pure."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from crmsync_google.batch import Json

_YEARS = range(1970, 9000)
"""Those in which anybody meets. Further out a zone or a horizon added to a time leaves what a time can be."""


def moment(value: Json | None, calendar: tzinfo) -> datetime | None:
    """In UTC; None where it can't be read, or nobody lived or will live to see it.

    A date is a civil one, and begins at midnight in the calendar's zone.
    """
    value = value or {}
    try:
        at = datetime.fromisoformat(value.get("dateTime") or value["date"])
        at = at.replace(tzinfo=at.tzinfo or _own_zone(value, calendar)).astimezone(UTC)
    except (ValueError, LookupError, TypeError, OverflowError):
        return None
    return at if at.year in _YEARS else None


def zone(name: object, usual: tzinfo = UTC) -> tzinfo:
    """The time zone of this name, or `usual` where there is none."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else usual
    except (ValueError, LookupError, OSError):
        return usual


def original(event: Json, start: datetime) -> str:
    """When the event was to begin by its series, in UTC; of an all-day entry the day, the same in all zones."""
    planned = event.get("originalStartTime") or event.get("start") or {}
    if "dateTime" not in planned and isinstance(day := planned.get("date"), str):
        return day[:10]
    at = moment(planned, UTC) or start
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _own_zone(value: Json, calendar: tzinfo) -> tzinfo:
    """A time without an offset carries its zone beside it; a date is one of the calendar's."""
    return zone(value.get("timeZone"), calendar) if "dateTime" in value else calendar
