"""Civil days of many moments: what a zone says is asked once a day, not once a moment."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from crmsync.relationships.recordings import EPOCH, TICK, ticks, time

DAY = timedelta(days=1) // TICK
LATEST = ticks(datetime.max.replace(tzinfo=EPOCH.tzinfo))


class CivilDays:
    """Of one zone. Moments are microseconds since the epoch, days are ordinals: `date.fromordinal`."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._known: dict[int, tuple[list[int], list[int]]] = {}
        """By the day in UTC: at which moments of it another civil day begins, and which days there are."""

    def day(self, moment: int) -> int:
        """As `astimezone` has it."""
        utc = moment // DAY
        begins, days = self._known.get(utc) or self._learn(utc)
        return days[bisect_right(begins, moment)]

    def days(self, moments: Iterable[int]) -> list[int]:
        """Of each its day."""
        known, learn = self._known.get, self._learn
        found = ((known(at // DAY) or learn(at // DAY), at) for at in moments)
        return [days[bisect_right(begins, at)] for (begins, days), at in found]

    def _learn(self, utc: int) -> tuple[list[int], list[int]]:
        found = self._known[utc] = self._within(utc * DAY, min((utc + 1) * DAY, LATEST))
        return found

    def _within(self, begin: int, end: int) -> tuple[list[int], list[int]]:
        """The day turns at midnight, and may where the clock is changed: at most once in a day of UTC."""
        begins: list[int] = []
        days = [self._asked(begin)]
        change = self._change(begin, end)
        for since, until in ((begin, change), (change, end)):
            midnight = self._midnight(since)
            for turn in (since, midnight):
                if since <= turn < until and (day := self._asked(turn)) != days[-1]:
                    begins.append(turn)
                    days.append(day)
        return begins, days

    def _midnight(self, moment: int) -> int:
        """The next one, if the clock is not changed before."""
        local = moment + self._offset(moment)
        return moment + DAY - local % DAY

    def _change(self, begin: int, end: int) -> int:
        """The first moment at which the clock is not as it was at `begin`; `end` where it stays so."""
        offset = self._offset(begin)
        if self._offset(end) == offset:
            return end
        return begin + bisect_left(range(begin, end), True, key=lambda at: self._offset(at) != offset)

    def _offset(self, moment: int) -> int:
        return (time(moment).astimezone(self._zone).utcoffset() or timedelta()) // TICK

    def _asked(self, moment: int) -> int:
        return time(moment).astimezone(self._zone).toordinal()
