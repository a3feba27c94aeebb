"""What has changed since the last run before today, by comparing how all was then with how it is now."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import Fate
from crmsync.planning.tasks import KnownTask
from crmsync.relationships.dates import exchanges
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import State
from crmsync.relationships.touch import Touch
from crmsync.store import journal, profiles
from crmsync.sync.looking import reading
from crmsync.sync.picture import Picture, drawn
from crmsync.sync.told import read

COOLING = (State.FINE, State.QUIET, State.LOSING_TOUCH, State.DORMANT)
"""A relationship without news only goes on in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`what`: answered, met, cooled, or task_completed or task_deleted by somebody's hand at a destination.

    `at` is None for who cooled: it is the silence that did it.
    """

    what: str
    relationship: Relationship
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    since: datetime
    moment: Moment
    events: Sequence[Event]
    troubles: tuple[str, ...] = ()


def news(config: Config, now: datetime) -> News:
    """Worked out from the facts alone. Raises `NoStore` where there is none yet."""
    with reading(config) as tx:
        told = read(tx, config)
        after = drawn(tx, config, told, now)
        since = _last_run_before_today(tx, after.moment)
        before = drawn(tx, config, told, since)
        events = [*_touched(after, since), *_cooled(before, after), *_ended(tx, config, after, since)]
        return News(since=since, moment=after.moment, events=events, troubles=after.troubles)


def _last_run_before_today(tx: Connection, moment: Moment) -> datetime:
    """Of those that pull; where there was none, a day ago."""
    midnight = datetime.combine(moment.today, time(), moment.zone).astimezone(UTC)
    runs = (run.started for run in journal.all_runs(tx) if run.command in ("sync", "backfill"))
    return next((started for started in runs if started < midnight), moment.now - timedelta(days=1))


def _touched(now: Picture, since: datetime) -> Iterator[Event]:
    """Who answered, and whom self met or spoke to."""
    for each in _of_interest(now):
        last = each.dates.last_contact
        if last is None or last.at <= since:
            continue
        counting = [touch for touch in each.touches if touch.counts]
        answers = [mail for mail in exchanges(t for t in counting if not t.talk) if mail.direction == "received"]
        for what, some in (("answered", answers), ("met", [touch for touch in counting if touch.talk])):
            if found := _last_after(since, some):
                yield Event(what=what, relationship=each, at=found.at)


def _last_after(since: datetime, some: Sequence[Touch]) -> Touch | None:
    return some[-1] if some and some[-1].at > since else None


def _cooled(before: Picture, now: Picture) -> Iterator[Event]:
    """Who has become quiet, and who is being lost touch with."""
    if not (before.complete and now.complete):
        return
    for each in _of_interest(now):
        then = before.relationships.get(each.person.id)
        if then and _has_cooled(then.state, each.state):
            yield Event(what="cooled", relationship=each)


def _has_cooled(then: State, now: State) -> bool:
    return then in COOLING and now in COOLING and COOLING.index(now) > COOLING.index(then)


def _of_interest(now: Picture) -> Iterator[Relationship]:
    return (each for each in now.relationships.values() if each.in_population and not each.person.settings.muted)


def _ended(tx: Connection, config: Config, now: Picture, since: datetime) -> Iterator[Event]:
    """Tasks that people completed or deleted."""
    for name in config.destinations:
        ours = journal.tasks_ended_by_us(tx, name)
        for task in _by_hand(profiles.load_tasks(tx, name).values(), ours):
            each = now.relationships.get(task.person)
            if each and task.ended and since < task.ended <= now.moment.now:
                yield Event(what=f"task_{task.fate.value}", relationship=each, at=task.ended)


def _by_hand(tasks: Iterable[KnownTask], ours: Collection[str]) -> Iterator[KnownTask]:
    return (task for task in tasks if task.fate is not Fate.OPEN and task.key not in ours)
