"""All about one person, worked out from their touches: the value that planning, `show` and the report read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from crmsync.connector import Circle, EmailAddress, Settings, Tag
from crmsync.identity.people import PersonId
from crmsync.relationships import rhythm
from crmsync.relationships.active_days import ActiveDay, active_days
from crmsync.relationships.cadence import Cadence, cadence, due
from crmsync.relationships.circles import FIRST, Circling
from crmsync.relationships.dates import Dates, dates
from crmsync.relationships.decided import Decided
from crmsync.relationships.likelihood import DEFAULT, Coefficients
from crmsync.relationships.numbers import Numbers, Tie, numbers
from crmsync.relationships.rhythm import Usual
from crmsync.relationships.skips import Ending, loosened
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
    """What people set at a destination; muted where the user said so here, too."""
    decided: Decided = field(default_factory=Decided)
    endings: tuple[Ending, ...] = field(default=(), repr=False)
    """How their tasks ended, the last one last. Those of today count from tomorrow: a day has one plan."""
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
    active_days: tuple[ActiveDay, ...] = field(repr=False)
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
    strength: float | None = None
    """Over the years, 0 to 100, against everybody else; like the next three None outside the population."""
    warmth: float | None = None
    """Now, 0 to 100."""
    p_contact_90d: float | None = None
    """How likely contact is within 90 days, 0 to 1."""
    circle: Circle | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The active ones, in order."""
        return tuple(each.day for each in self.active_days)

    @property
    def reach_out_value(self) -> float:
        """`strength × (1 − p)`, 0 to 100: strong in the past, unlikely now."""
        return 0.0 if self.strength is None or self.p_contact_90d is None else self.strength * (1 - self.p_contact_90d)


def relationships(
    people: Iterable[Person],
    touches: Mapping[PersonId, Sequence[Touch]],
    rules: Mapping[str, TagRule],
    moment: Moment,
    circling: Circling = FIRST,
    by: Coefficients = DEFAULT,
) -> dict[PersonId, Relationship]:
    """Everybody's relationship with self at `moment`. People without any touch are left out.

    `rules`: what the configuration says of tags, by name; who carries which stands in `people`. `by`: what the
    probability of contact is worked out with.
    """
    known = [person for person in people if touches.get(person.id)]
    days = {person.id: active_days(touches[person.id], moment.zone) for person in known}
    usual = _usual(days, touches, moment)
    alone = [_alone(person, touches[person.id], days[person.id], usual=usual.gap) for person in known]
    ties = {each.person.id: _tie(each) for each in alone if each.in_population}
    beside = numbers(ties, moment.today, circling, usual_silence=usual.silence, by=by)
    return {each.person.id: _relationship(each, beside.get(each.person.id), rules, moment) for each in alone}


def _usual(
    days: Mapping[PersonId, Sequence[ActiveDay]], touches: Mapping[PersonId, Sequence[Touch]], moment: Moment
) -> Usual:
    """What is usual among those who were in the population by Monday."""
    monday = rhythm.monday(moment.today)
    ties = (found for person, found in days.items() if in_population(moment.before(monday, touches[person])))
    return rhythm.usual(([each.day for each in found] for found in ties), monday)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alone:
    """What can be said of somebody without looking at the others."""

    person: Person
    touches: Sequence[Touch]
    dates: Dates
    in_population: bool
    days: tuple[ActiveDay, ...]
    gap: float


def _alone(person: Person, touches: Sequence[Touch], days: tuple[ActiveDay, ...], *, usual: float) -> _Alone:
    return _Alone(
        person=person,
        touches=touches,
        dates=dates(touches),
        in_population=in_population(touches),
        days=days,
        gap=rhythm.typical_gap([each.day for each in days], usual),
    )


def _tie(alone: _Alone) -> Tie:
    last = alone.dates.last_contact
    pin = alone.person.settings.circle
    return Tie(days=alone.days, gap=alone.gap, last_contact=last.at if last else None, pin=pin)


def _relationship(alone: _Alone, beside: Numbers | None, rules: Mapping[str, TagRule], moment: Moment) -> Relationship:
    """`beside`: what the others make of them; None outside the population."""
    person, found, days = alone.person, alone.dates, [each.day for each in alone.days]
    tagged = tuple(tag.name for tag in person.tags)
    circle = beside.circle if beside else None
    by_hand = person.settings.cadence_days
    every = cadence(by_hand=by_hand, rules=rules, tagged=tagged, days=days, gap=alone.gap, circle=circle)
    if every and by_hand is None:
        past = [ending for ending in person.endings if moment.day(ending.at) < moment.today]
        every = loosened(every, past, _last_heard(found, alone.touches))
    last = moment.day(found.last_contact.at) if found.last_contact else None
    known_from = moment.day(moment.known_from) if moment.known_from else None
    stands = state(days=days, gap=alone.gap, today=moment.today, known_from=known_from)
    return Relationship(
        person=person,
        dates=found,
        touches=alone.touches,
        in_population=alone.in_population,
        active_days=alone.days,
        silence=rhythm.silence(days, moment.today),
        gap=alone.gap if days else None,
        state=stands if beside else State.NONE,
        turn=turn(alone.touches, moment.today, moment.zone) if beside else Turn.NOBODYS,
        tags=tagged,
        pushed_tags=tuple(name for name in tagged if name in rules and rules[name].push),
        cadence=every if beside else None,
        due=due(last, every),
        strength=beside.strength if beside else None,
        warmth=beside.warmth if beside else None,
        p_contact_90d=beside.p_contact_90d if beside else None,
        circle=circle,
    )


def _last_heard(found: Dates, touches: Sequence[Touch]) -> datetime | None:
    """When self was in touch last: the last contact, or reached out later."""
    reached = [touch.at for touch in touches if touch.reaches_out][-1:]
    return max([*([found.last_contact.at] if found.last_contact else []), *reached], default=None)
