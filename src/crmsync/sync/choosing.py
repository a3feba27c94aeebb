"""Whom to reach out to next, from what the store knows. Sends no request and writes nothing but its own answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import Fate
from crmsync.planning.tasks import MEETING_AHEAD
from crmsync.planning.whom import Choice, candidate, places, whom
from crmsync.relationships.relationship import Moment
from crmsync.store import kept, profiles
from crmsync.store.facts import ahead
from crmsync.store.kept import Kept
from crmsync.store.store import Store
from crmsync.sync.looking import About, abouts, reading, taken_care_of
from crmsync.sync.picture import Picture, drawn
from crmsync.sync.told import Told, read
from crmsync.sync.worth_having import worth_having

KEPT = 30
"""So many who are personal and so many who are not stand in an answer that is kept; more where a day has more room."""

NOT_WHOLE = "not everything is read yet, so nobody is named. `crmsync status` says how far it is, `backfill` goes on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody to reach out to."""

    choice: Choice
    about: About


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Everybody worth reaching out to, the most urgent of each kind in turn."""

    named: Sequence[Named]
    more: Sequence[Choice]
    """Those after them, of whom no more is told."""
    most: int
    """How many are named at most who are personal, and how many who are not."""
    places: int
    """For how many of them the next working day has room."""
    places_a_day: int
    """For how many there is room on a day that is still free."""
    worth_having: int
    """People self talks with whom no destination has."""
    moment: Moment
    until: datetime
    """Without news, the decision is another from then on, at the earliest."""
    troubles: tuple[str, ...] = ()


def decision(config: Config, now: datetime, limit: int | None = None) -> Decision:
    """`limit`: so many are named of each sort; else as many as a day has room for. Raises `NoStore` where there is none
    yet.
    """
    with reading(config) as tx:
        return _decide(tx, config, now, lambda room: limit or room)


def keep(config: Config, settings: str, now: datetime, told: Callable[[Decision], Any]) -> None:
    """Work it out once and keep what `told` makes of it, for who asks with the same `settings` before anything changes.

    Nothing is kept where it would not hold: enrichers may know more tomorrow, and what is partial may soon be whole.
    """
    store = Store(config.store.url)
    try:
        with store.write() as tx:
            found = _decide(tx, config, now, lambda room: max(KEPT, room))
            if not found.troubles and not config.enrichers:
                kept.keep(tx, Kept(settings=settings, since=now, until=found.until, answer=told(found)))
    finally:
        store.close()


def _decide(tx: Connection, config: Config, now: datetime, most: Callable[[int], int]) -> Decision:
    """`most`: from how many a day has room for to how many are named."""
    facts = read(tx, config)
    found = drawn(tx, config, facts, now)
    room, a_day = _room(tx, config, found), config.policy.capacity.day
    number = most(max(room, a_day))
    named, more = _shared(chosen(tx, config, found) if found.complete else [], number)
    return Decision(
        named=list(_told(tx, config, facts, found, named)),
        more=more,
        most=number,
        places=room,
        places_a_day=a_day,
        worth_having=len(worth_having(tx, config.destinations, found)),
        moment=found.moment,
        until=min(turns(ahead(tx, now), found.moment)),
        troubles=found.troubles if found.complete or found.troubles else (NOT_WHOLE,),
    )


def _shared(everybody: Iterable[Choice], most: int) -> tuple[list[Choice], list[Choice]]:
    """The first who are personal, the first who are not, and all others."""
    seen, named, more = Counter[bool](), list[Choice](), list[Choice]()
    for each in everybody:
        personal = each.relationship.person.personal
        (named if seen[personal] < most else more).append(each)
        seen[personal] += 1
    return named, more


def _told(tx: Connection, config: Config, facts: Told, found: Picture, some: Sequence[Choice]) -> Iterator[Named]:
    """All about these: it rests on all of their mail, so it is told of few."""
    for choice, seen in zip(some, abouts(tx, config, facts, found, [c.relationship for c in some]), strict=True):
        yield Named(choice=choice, about=seen)


def chosen(tx: Connection, config: Config, found: Picture) -> list[Choice]:
    """Everybody worth reaching out to, in the order in which they are named."""
    handled, room = taken_care_of(tx, config, found), _room(tx, config, found)
    candidates = [candidate(each, handled.get(person, ())) for person, each in found.relationships.items()]
    return whom(candidates, found.moment, new_people=config.policy.new_people_week, room=room)


def _room(tx: Connection, config: Config, found: Picture) -> int:
    return places(found.moment, config.policy.capacity, _done(tx, config))


def _done(tx: Connection, config: Config) -> Iterator[datetime]:
    """When tasks were done."""
    for name in config.destinations:
        tasks = profiles.load_tasks(tx, name).values()
        yield from (task.ended for task in tasks if task.fate is Fate.COMPLETED and task.ended)


def turns(ahead: Iterable[tuple[datetime, datetime]], moment: Moment) -> Iterator[datetime]:
    """The moments at which time alone changes what counts: midnight, and where something that lies ahead begins, ends,
    or comes near enough to be waited for. `ahead`: when each begins and ends."""
    tomorrow = moment.today + timedelta(days=1)
    yield datetime.combine(tomorrow, time(), moment.zone).astimezone(UTC)
    for at, ended in ahead:
        yield from (turn for turn in (at, ended, at - MEETING_AHEAD) if turn > moment.now)
