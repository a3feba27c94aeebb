"""All about one person, worked out from their touches: the value that planning, `show` and the report read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from crmsync.connector import EmailAddress, Settings, Tag
from crmsync.identity.people import PersonId
from crmsync.relationships import rhythm
from crmsync.relationships.cadence import Cadence, cadence, due
from crmsync.relationships.dates import Dates, dates
from crmsync.relationships.standing import State, Turn, in_population, state, turn
from crmsync.relationships.tags import TagRule
from crmsync.relationships.touch import Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who it is, and what is set for them; the touches are the rest."""

    id: PersonId
    addresses: tuple[EmailAddress, ...]
    name: str = ""
    tags: tuple[Tag, ...] = ()
    """By name, each with the reason for it."""
    settings: Settings = field(default_factory=Settings)
    colleague: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When it is, and since when history is known."""

    now: datetime
    zone: tzinfo
    known_from: datetime | None = None
    """The earliest moment that coverage reaches back to; None where nothing is known."""

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def before(self, day: date, touches: Iterable[Touch]) -> list[Touch]:
        """Those of `touches` that lie before the beginning of `day`."""
        begins = datetime.combine(day, time(), self.zone).astimezone(UTC)
        return [touch for touch in touches if touch.at < begins]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    person: Person
    dates: Dates
    touches: Sequence[Touch] = field(repr=False)
    in_population: bool
    days: tuple[date, ...] = field(repr=False)
    silence: int | None
    gap: float | None
    """Typical days between contacts; None where there was no contact."""
    state: State
    turn: Turn
    tags: tuple[str, ...]
    pushed_tags: tuple[str, ...]
    """Those that may leave the store; all others are private."""
    cadence: Cadence | None
    due: date | None


def relationships(
    people: Iterable[Person],
    touches: Mapping[PersonId, Sequence[Touch]],
    rules: Mapping[str, TagRule],
    moment: Moment,
) -> dict[PersonId, Relationship]:
    """Everybody's relationship with self at `moment`. People without any touch are left out.

    `rules`: what the configuration says of tags, by name; who carries which stands in `people`.
    """
    known = [person for person in people if touches.get(person.id)]
    days = {person.id: rhythm.active_days(touches[person.id], moment.zone) for person in known}
    monday = rhythm.monday(moment.today)
    ties = (days[id] for id in days if in_population(moment.before(monday, touches[id])))
    usual = rhythm.usual_gap(ties, monday)
    return {
        person.id: _relationship(person, touches[person.id], days[person.id], usual=usual, rules=rules, moment=moment)
        for person in known
    }


def _relationship(
    person: Person,
    touches: Sequence[Touch],
    days: tuple[date, ...],
    *,
    usual: float,
    rules: Mapping[str, TagRule],
    moment: Moment,
) -> Relationship:
    found = dates(touches)
    population = in_population(touches)
    gap = rhythm.typical_gap(days, usual)
    tagged = tuple(tag.name for tag in person.tags)
    every = cadence(by_hand=person.settings.cadence_days, rules=rules, tagged=tagged, days=days, gap=gap)
    last = moment.day(found.last_contact.at) if found.last_contact else None
    known_from = moment.day(moment.known_from) if moment.known_from else None
    return Relationship(
        person=person,
        dates=found,
        touches=touches,
        in_population=population,
        days=days,
        silence=rhythm.silence(days, moment.today),
        gap=gap if days else None,
        state=state(days=days, gap=gap, today=moment.today, known_from=known_from) if population else State.NONE,
        turn=turn(touches, moment.today, moment.zone) if population else Turn.NOBODYS,
        tags=tagged,
        pushed_tags=tuple(name for name in tagged if name in rules and rules[name].push),
        cadence=every if population else None,
        due=due(last, every),
    )
