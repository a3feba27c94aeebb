"""When people write: how often each kind does, at what hours, and how soon an answer comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from random import Random

from crmsync_sandbox.generate.truth import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How a kind of person writes."""

    share: float
    """Of all people."""
    threads: float
    """Conversations a year with each."""
    begin: float = 0.0
    """When it starts and ends, in periods from the beginning of the period: -5 is five years before a year."""
    end: float = 1.0


RHYTHMS = {
    Kind.FRIEND: Rhythm(share=0.01, threads=52),
    Kind.FAMILY: Rhythm(share=0.015, threads=14),
    Kind.COLLEAGUE: Rhythm(share=0.05, threads=12),
    Kind.CLIENT: Rhythm(share=0.12, threads=4),
    Kind.QUIET: Rhythm(share=0.06, threads=5, end=0.45),
    Kind.SILENT: Rhythm(share=0.02, threads=10, begin=-5.5, end=0.05),
    Kind.NEW: Rhythm(share=0.03, threads=2, begin=0.9),
    Kind.ONE_WAY: Rhythm(share=0.12, threads=2),
    Kind.COURTED: Rhythm(share=0.06, threads=2),
    Kind.MET_ONCE: Rhythm(share=0.515, threads=1),
}
"""At about fifteen messages a person. More messages among as many people make everybody write more often."""


def starts(random: Random, rhythm: Rhythm, count: int, begin: datetime, period: timedelta) -> list[datetime]:
    """When `count` conversations of this rhythm start, in order: evenly, but for chance."""
    first = begin + rhythm.begin * period
    step = (rhythm.end - rhythm.begin) * period / count
    return [_waking(random, first + (i + random.uniform(0.1, 0.9)) * step) for i in range(count)]


def _waking(random: Random, day: datetime) -> datetime:
    clock = timedelta(seconds=random.triangular(7 * 3600, 22 * 3600, 11 * 3600))
    return day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(seconds=int(clock.total_seconds()))


def answer_time(random: Random) -> timedelta:
    """How long an answer takes: half come within 47 minutes, 90 % within a day (Kooti et al. 2015), as a log-normal."""
    spread = log(24 * 60 / 47) / 1.2816
    minutes = min(random.lognormvariate(log(47), spread), 21 * 24 * 60)
    return timedelta(seconds=max(60, int(minutes * 60)))


def within(times: list[datetime], until: datetime) -> list[datetime]:
    """The same times, moved back together and closed up where they run past `until`."""
    if times[-1] <= until:
        return times
    first = min(times[0], until - timedelta(hours=len(times)))
    room = (until - first) / (times[-1] - times[0]) if len(times) > 1 else 0.0
    return [first + timedelta(seconds=int((at - times[0]).total_seconds() * room)) for at in times]
