"""People newly met, quarter by quarter, and who of them was still in touch three months later."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from crmsync.relationships.pulse import Pulse
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import NEW_DAYS

KEPT_AFTER = 90
QUARTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """`kept`: in touch again 90 days after the first time, or later; `lost`: not; `young`: met less long ago."""

    first: date
    kept: int = 0
    lost: int = 0
    young: int = 0

    @property
    def met(self) -> int:
        return self.kept + self.lost + self.young

    @property
    def name(self) -> str:
        return f"{self.first.year} Q{self.first.month // 3 + 1}"


def quarters(everybody: Iterable[Relationship], moment: Moment) -> tuple[Quarter, ...]:
    """The last three years', from the first in which somebody was met; the latest last.

    As with the state `new`, somebody is newly met only where nothing was heard for 60 days of known history before.
    """
    known = (each.history.pulse for each in everybody if each.in_population)
    met = [pulse for pulse in known if pulse and _was_new(pulse, moment)]
    found = {first: [each for each in met if _quarter(each.first) == first] for first in _firsts(moment)}
    return tuple(_counted(first, some, moment) for first, some in dropwhile(lambda pair: not pair[1], found.items()))


def _was_new(each: Pulse, moment: Moment) -> bool:
    return moment.known_from is not None and (each.first - moment.day(moment.known_from)).days >= NEW_DAYS


def _counted(first: date, some: Iterable[Pulse], moment: Moment) -> Quarter:
    fates = [_fate(each, moment) for each in some]
    return Quarter(first=first, kept=fates.count("kept"), lost=fates.count("lost"), young=fates.count("young"))


def _fate(each: Pulse, moment: Moment) -> str:
    if (each.last - each.first).days >= KEPT_AFTER:
        return "kept"
    return "lost" if (moment.today - each.first).days >= KEPT_AFTER else "young"


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _firsts(moment: Moment) -> Iterator[date]:
    """The first days of the last quarters, in order, from the one in which history begins."""
    if moment.known_from is None:
        return
    begins, now = _quarter(moment.day(moment.known_from)), _quarter(moment.today)
    last = now.year * 4 + now.month // 3
    for number in range(last - QUARTERS + 1, last + 1):
        if (first := date(number // 4, number % 4 * 3 + 1, 1)) >= begins:
            yield first
