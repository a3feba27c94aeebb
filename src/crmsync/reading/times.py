"""Times that anybody may have written, in UTC. Pure."""

from datetime import UTC, datetime, tzinfo


def utc(text: str, zone: tzinfo = UTC) -> datetime:
    """ISO 8601 in UTC; a time without a zone is one of `zone`. Raises ValueError where it is none."""
    try:
        at = datetime.fromisoformat(text.strip())
        return at.replace(tzinfo=at.tzinfo or zone).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time beyond all years") from error
