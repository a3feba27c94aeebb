"""A pulse as it is counted, touch after touch in order of time: no day is kept but the last ones."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter, mul

from crmsync.relationships.likes import Like, Weights, heavier, worth
from crmsync.relationships.pulse import A_WEEK, Pulse, added, remains

NOTHING: Weights = (0.0, 0.0, 0.0)


class Beats:
    """Days are ordinals. What the last one weighs is in no sum yet: there may be more of it."""

    __slots__ = (
        "day",
        "first",
        "latest",
        "live",
        "live_days",
        "months",
        "number",
        "plain_90",
        "squares",
        "weighed_90",
        "weighed_730",
        "weights",
    )

    def __init__(self) -> None:
        self.first = self.day = self.number = self.months = self.live_days = 0
        self.squares = 0
        self.latest: Sequence[int] = ()
        self.weighed_90 = self.weighed_730 = self.plain_90 = 0.0
        self.weights, self.live = NOTHING, False

    def add(self, days: Sequence[int], likes: Sequence[Like]) -> None:
        """The next touches that count: on which day each was, and what it is like. One at least."""
        day, weights, live = self.day, self.weights, self.live
        found, worths, lives = ([day], [worth(weights)], [live]) if self.number else ([], [], [])
        for on, each in zip(days, likes, strict=True):
            if on != day:
                day, weights = on, each.weights
                found.append(on)
                worths.append(each.worth)
                lives.append(each.live)
            else:
                weights = heavier(weights, each.weights)
                worths[-1] = worth(weights)
                lives[-1] = lives[-1] or each.live
        self.day, self.weights, self.live = day, weights, lives[-1]
        self._close(found, worths[:-1], lives[:-1])

    def _close(self, days: Sequence[int], worths: Sequence[float], lives: Sequence[bool]) -> None:
        """All but the last of `days` are over; the first was counted before, where any was."""
        left = list(map(LEFT.__getitem__, days[:-1]))
        of_90 = list(map(itemgetter(0), left))
        self.weighed_90 = added(map(mul, worths, of_90), self.weighed_90)
        self.weighed_730 = added(map(mul, worths, map(itemgetter(1), left)), self.weighed_730)
        self.plain_90 = added(of_90, self.plain_90)
        self.live_days += sum(lives)
        new = days[1:] if self.number else days
        self.first = self.first or new[0]
        self.squares += sum((later - earlier) ** 2 for earlier, later in pairwise(days))
        self.number += len(new)
        self.months += len(set(map(MONTH.__getitem__, new)).difference(map(MONTH.__getitem__, self.latest)))
        self.latest = (*self.latest, *new)[-A_WEEK - 1 :]

    def pulse(self) -> Pulse | None:
        """None where there was no touch."""
        if not self.number:
            return None
        of_90, of_730 = LEFT[self.day]
        last = worth(self.weights)
        return Pulse(
            first=DATE[self.first],
            number=self.number,
            latest=tuple(map(DATE.__getitem__, self.latest)),
            squares=self.squares,
            months=self.months,
            live=self.live_days + self.live,
            weighed_90=self.weighed_90 + last * of_90,
            weighed_730=self.weighed_730 + last * of_730,
            plain_90=self.plain_90 + of_90,
        )


class _Dates(dict[int, date]):
    def __missing__(self, day: int) -> date:
        return self.setdefault(day, date.fromordinal(day))


class _Left(dict[int, tuple[float, float]]):
    def __missing__(self, day: int) -> tuple[float, float]:
        return self.setdefault(day, remains(DATE[day]))


class _Months(dict[int, int]):
    def __missing__(self, day: int) -> int:
        return self.setdefault(day, DATE[day].year * 12 + DATE[day].month)


DATE = _Dates()
"""The day of an ordinal. These are asked for each day of everybody's, and hold as many as there ever were."""
LEFT = _Left()
"""What is left of a day, as `remains` has it."""
MONTH = _Months()
"""The civil month of a day, as a number that grows."""
