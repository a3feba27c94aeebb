"""An entry of a calendar: a single meeting, a series as a whole, or one meeting of a series."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ..life import Meeting


@dataclass(slots=True, kw_only=True)
class Entry:
    """`changed`: the calendar's version at its last change. A series as a whole is one with `every`."""

    id: str
    meeting: Meeting
    changed: int
    series: str = ""
    """The id of the series that it belongs to."""
    original: datetime | None = None
    """When it should have begun by its series."""
    exception: bool = False
    """It differs from its series."""

    @property
    def is_series(self) -> bool:
        return self.meeting.every is not None

    @property
    def planned(self) -> datetime:
        """When it should begin, wherever it has been moved."""
        return self.original or self.meeting.start

    @property
    def cancelled(self) -> bool:
        return self.meeting.cancelled


def instances(series: str, meeting: Meeting, version: int) -> Iterator[Entry]:
    """The meetings of a series, each with Google's id for it: that of the series, and its start in UTC.

    Those that were called off differ from their series.
    """
    if meeting.every is None:
        return
    for number in range(meeting.count):
        start = meeting.start + number * meeting.every
        off = start in meeting.called_off
        yield Entry(
            id=f"{series}_{start:%Y%m%d}" if meeting.all_day else f"{series}_{start:%Y%m%dT%H%M%SZ}",
            meeting=replace(_single(meeting, start), cancelled=meeting.cancelled or off),
            changed=version,
            series=series,
            original=start,
            exception=off,
        )


def _single(series: Meeting, start: datetime) -> Meeting:
    end = start + (series.end - series.start)
    return replace(series, start=start, end=end, every=None, count=1, called_off=frozenset())
