"""Whom meetings out of the ordinary are with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmsync_sandbox.generate.arranging import Arranged
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.diary import Diary
from crmsync_sandbox.generate.truth import Correspondent, Kind

WEEK = timedelta(days=7)
MOST_OTHERS = 10
"""With more, a meeting is a crowd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    cast: Cast
    bystanders: Iterator[Correspondent]

    def bystander(self) -> Correspondent:
        """Somebody on no other meeting."""
        return next(self.bystanders)

    def crowd(self, diary: Diary, count: int) -> list[Correspondent]:
        """A bystander among people with meetings enough."""
        return [self.bystander(), *diary.some(self.cast.of(Kind.CLIENT, Kind.COLLEAGUE), count - 1)]


def company(diary: Diary, cast: Cast) -> Company:
    """The bystanders are people who wrote to the owner once and got an answer."""
    return Company(cast=cast, bystanders=iter(diary.some(cast.of(Kind.MET_ONCE), len(cast.people))))


Odd = Callable[[Diary, Company, datetime], Iterator[Arranged]]
"""Entries of one sort on a day."""
