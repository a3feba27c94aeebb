"""What came in and what went out: conversations a civil day, mails and talks a month."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile

from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.touch import Touch

WEEKS = 53
MONTHS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Mails and talks that count, each once however many people it concerns. One-to-one, then with more people."""

    first: date
    received: tuple[int, int]
    sent: tuple[int, int]
    talks: tuple[int, int]
    """Meetings, calls, messages."""


def conversations(everybody: Iterable[Relationship], moment: Moment) -> dict[date, int]:
    """With how many people self was in touch one-to-one, by civil day: whole weeks, the last one up to today."""
    monday = moment.today - timedelta(days=moment.today.weekday())
    begins = monday - timedelta(weeks=WEEKS - 1)
    found: Counter[date] = Counter()
    for each in everybody:
        days = {moment.day(touch.at) for touch in each.touches if touch.counts and touch.one_to_one}
        found.update(day for day in days if day >= begins)
    return dict(sorted(found.items()))


def months(everybody: Iterable[Relationship], moment: Moment) -> tuple[Month, ...]:
    """The last two years', from the first with anything in it; the latest last, which is not over."""
    counts = Counter(
        (moment.day(touch.at).replace(day=1), "both" if touch.talk else touch.direction, touch.one_to_one)
        for touch in _each_once(everybody)
    )
    found = (
        Month(
            first=first,
            received=(counts[first, "received", True], counts[first, "received", False]),
            sent=(counts[first, "sent", True], counts[first, "sent", False]),
            talks=(counts[first, "both", True], counts[first, "both", False]),
        )
        for first in _firsts(moment.today)
    )
    return tuple(dropwhile(_is_empty, found))


def _is_empty(month: Month) -> bool:
    return not any((*month.received, *month.sent, *month.talks))


def _each_once(everybody: Iterable[Relationship]) -> Iterable[Touch]:
    """What counts for somebody, whoever it was."""
    return {(t.source, t.id): t for each in everybody for t in each.touches if t.counts}.values()


def _firsts(today: date) -> Iterator[date]:
    """The first days of the last months, in order."""
    last = today.year * 12 + today.month - 1
    yield from (date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1))
