"""Civil days of many moments: what a zone says is asked once a day, not once a moment."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from crmsync.relationships.moments import EPOCH, TICK, ticks, time

if TYPE_CHECKING:  # a heavy library, which who asks for a few days does without
    import numpy as np
    from numpy.typing import NDArray

DAY = timedelta(days=1) // TICK
FIRST = EPOCH.toordinal()
LATEST = ticks(datetime.max.replace(tzinfo=EPOCH.tzinfo))


class CivilDays:
    """Of one zone. Moments are microseconds since the epoch, days are ordinals: `date.fromordinal`."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._known: dict[int, tuple[list[int], list[int]]] = {}
        """By the day in UTC: at which moments of it another civil day begins, and which days there are."""
        self._offsets: dict[int, int] = {}

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

    def of(self, moments: "NDArray[np.int64]") -> "NDArray[np.int32]":
        """Of each its day, of a million in a tenth of a second."""
        import numpy as np

        turns, days = self._turns(_days_in_utc(moments))
        return np.array(days, np.int32)[np.searchsorted(np.array(turns, np.int64), moments, "right") - 1]

    def _turns(self, some: Iterable[int]) -> tuple[list[int], list[int]]:
        """When each civil day begins within some days in UTC, which are in order, and which days there are."""
        turns, found = list[int](), list[int]()
        for utc in some:
            begins, days = self._known.get(utc) or self._learn(utc)
            turns += (utc * DAY, *begins)
            found += days
        return turns, found

    def _learn(self, utc: int) -> tuple[list[int], list[int]]:
        found = self._known[utc] = self._within(utc * DAY, min((utc + 1) * DAY, LATEST))
        return found

    def _within(self, begin: int, end: int) -> tuple[list[int], list[int]]:
        """The day turns at midnight, and may where the clock is changed: at most once in a day of UTC."""
        change = self._change(begin, end)
        first = self._day(begin)
        if change == end:  # as good as always, and much the faster way
            midnight = self._midnight(begin)
            return ([midnight], [first, first + 1]) if midnight < end else ([], [first])
        begins, days = list[int](), [first]
        for since, until in ((begin, change), (change, end)):
            for turn in (since, self._midnight(since)):
                if since <= turn < until and (day := self._day(turn)) != days[-1]:
                    begins.append(turn)
                    days.append(day)
        return begins, days

    def _day(self, moment: int) -> int:
        return (moment + self._offset(moment)) // DAY + FIRST

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
        """What the clock is ahead of UTC, in microseconds."""
        if moment not in self._offsets:
            self._offsets[moment] = (time(moment).astimezone(self._zone).utcoffset() or timedelta()) // TICK
        return self._offsets[moment]


@cache
def civil_days(zone: tzinfo) -> CivilDays:
    """What was learned of a zone holds for all."""
    return CivilDays(zone)


def _days_in_utc(moments: "NDArray[np.int64]") -> Iterable[int]:
    """Those in which they are, in order."""
    import numpy as np

    days = moments // DAY
    lowest = int(days.min(initial=0))
    days -= lowest
    return (day + lowest for day in np.flatnonzero(np.bincount(days)).tolist())
