"""The meetings of a year as they are in most calendars: series with a few people, small teams, lunches."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from crmsync_sandbox.generate.arranging import Arranged, called_off, starts
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.diary import Diary
from crmsync_sandbox.generate.rhythm import RHYTHMS
from crmsync_sandbox.generate.truth import Correspondent, Kind

SERIES = (
    (Kind.COLLEAGUE, 3, 7, 30),
    (Kind.COLLEAGUE, 2, 14, 45),
    (Kind.CLIENT, 2, 14, 60),
    (Kind.FRIEND, 1, 28, 90),
    (Kind.FAMILY, 1, 7, 120),
)
"""One-to-one: with how many of a kind, how many days apart, how many minutes long."""
ENDED = 0.3
"""The share of series that came to an end within the year."""
ONE_OFFS, TEAMS = 0.25, 0.05
"""How many lunches and team meetings there are, as a share of the people."""
AHEAD = timedelta(days=60)
"""How far series go on after the year's end."""


def meetings(diary: Diary, cast: Cast, begin: datetime) -> list[Arranged]:
    """Nothing out of the ordinary. Some lie ahead; with some people the last contact is none of the mails."""
    return [
        *_series(diary, cast, begin),
        *_one_offs(diary, cast, begin),
        *_teams(diary, cast, begin),
        *_lately(diary, cast),
        *_soon(diary, cast),
    ]


def _series(diary: Diary, cast: Cast, begin: datetime) -> Iterator[Arranged]:
    for kind, times, days, minutes in SERIES:
        for person in diary.some(cast.of(kind), times):
            yield _one_to_one(diary, person, begin, timedelta(days=days), minutes)


def _one_to_one(diary: Diary, person: Correspondent, begin: datetime, every: timedelta, minutes: int) -> Arranged:
    """A series with one person; up to two of its meetings were called off."""
    first = begin + diary.random.uniform(0, 0.3) * (diary.until - begin)
    ended = diary.random.random() < ENDED
    last = first + 0.6 * (diary.until - first) if ended else diary.until + AHEAD
    entry = diary.meet([person], first, minutes=minutes, every=every, count=max(1, (last - first) // every))
    return called_off(entry, diary.some(starts(entry.meeting), diary.random.randrange(3)))


def _one_offs(diary: Diary, cast: Cast, begin: datetime) -> Iterator[Arranged]:
    """Lunches and coffees, at the time of the year at which one has to do with somebody of this kind."""
    known = cast.of(Kind.FRIEND, Kind.CLIENT, Kind.QUIET, Kind.SILENT, Kind.NEW, Kind.COLLEAGUE)
    for _ in range(round(ONE_OFFS * len(cast.people))):
        person = diary.random.choice(known)
        rhythm = RHYTHMS[person.kind]
        place = diary.random.uniform(rhythm.begin, min(rhythm.end, 0.98))
        yield diary.meet([person], begin + place * (diary.until - begin), hours=(12, 16), minutes=75)


def _teams(diary: Diary, cast: Cast, begin: datetime) -> Iterator[Arranged]:
    """Two to five others: one series, and a few more in the course of the year."""
    known = cast.of(Kind.COLLEAGUE, Kind.CLIENT)
    weekly = diary.some(cast.of(Kind.COLLEAGUE), 4)
    yield diary.meet(weekly, begin, minutes=15, every=timedelta(days=7), count=(diary.until + AHEAD - begin).days // 7)
    for _ in range(round(TEAMS * len(cast.people))):
        day = begin + diary.random.uniform(0, 0.98) * (diary.until - begin)
        yield diary.meet(diary.some(known, diary.random.randint(2, 5)), day)


def _lately(diary: Diary, cast: Cast) -> Iterator[Arranged]:
    """People who stopped writing, met in the last weeks: the last contact is no mail."""
    for person in (*diary.some(cast.of(Kind.QUIET), 3), *diary.some(cast.of(Kind.SILENT), 1)):
        yield diary.meet([person], diary.until - timedelta(days=diary.random.randint(5, 30)), hours=(12, 14))


def _soon(diary: Diary, cast: Cast) -> Iterator[Arranged]:
    """A few within two weeks, a few within the quarter."""
    for person in diary.some(cast.of(Kind.CLIENT, Kind.FRIEND), 6):
        days = diary.random.choice((diary.random.randint(1, 11), diary.random.randint(15, 80)))
        yield diary.meet([person], diary.until + timedelta(days=days))
