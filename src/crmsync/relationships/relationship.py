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
from crmsync.relationships.dates import Dates
from crmsync.relationships.decided import Decided
from crmsync.relationships.history import History, history
from crmsync.relationships.likelihood import DEFAULT, Coefficients
from crmsync.relationships.numbers import Numbers, Tie, numbers
from crmsync.relationships.pulse import Pulse
from crmsync.relationships.rhythm import Usual
from crmsync.relationships.skips import Ending, loosened
from crmsync.relationships.standing import State, Turn, state, turn
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

    def begins(self, day: date) -> datetime:
        """The first moment of `day`."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    person: Person
    history: History = field(repr=False)
    told: Mapping[PersonId, Sequence[Touch]] = field(repr=False, compare=False)
    """Everybody's touches: a person's are made when they are asked for."""
    zone: tzinfo = field(repr=False)
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
    def dates(self) -> Dates:
        return self.history.dates

    @property
    def in_population(self) -> bool:
        return self.history.entered is not None

    @property
    def touches(self) -> Sequence[Touch]:
        """In order of time, those that do not count too."""
        return self.told[self.person.id]

    @property
    def active_days(self) -> tuple[ActiveDay, ...]:
        return active_days(self.touches, self.zone)

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
    histories: Mapping[PersonId, History] | None = None,
) -> dict[PersonId, Relationship]:
    """Everybody's relationship with self at `moment`. People without any touch are left out.

    `rules`: what the configuration says of tags, by name; who carries which stands in `people`. `by`: what the
    probability of contact is worked out with. `histories`: those of the same touches, where they are known.
    """
    known = {person.id: person for person in people if person.id in touches}
    past = {id: histories[id] if histories else history(touches[id], moment.zone) for id in known}
    past = {id: each for id, each in past.items() if each.told}
    usual = _usual(past.values(), moment)
    ties = {id: _tie(known[id], each, usual.gap) for id, each in past.items() if each.entered}
    beside = numbers(ties, moment.today, circling, usual_silence=usual.silence, by=by)
    made = _Made(told=touches, rules=rules, moment=moment, usual=usual.gap)
    return {id: made.relationship(known[id], each, beside.get(id)) for id, each in past.items()}


def _usual(histories: Iterable[History], moment: Moment) -> Usual:
    """What is usual among those who were in the population by Monday."""
    monday = rhythm.monday(moment.today)
    begins = moment.begins(monday)
    known = (each.pulse.rhythm(monday) for each in histories if each.pulse and each.entered and each.entered < begins)
    return rhythm.usual_of(filter(None, known), monday)


def _tie(person: Person, past: History, usual: float) -> Tie:
    if past.pulse is None:
        raise ValueError(f"{person.id} is in the population, and nothing counts")
    last = past.dates.last_contact
    return Tie(
        pulse=past.pulse,
        gap=past.pulse.typical_gap(usual),
        last_contact=last.at if last else None,
        pin=person.settings.circle,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What everybody's relationship is made with. `usual`: g0."""

    told: Mapping[PersonId, Sequence[Touch]]
    rules: Mapping[str, TagRule]
    moment: Moment
    usual: float

    def relationship(self, person: Person, past: History, beside: Numbers | None) -> Relationship:
        """`beside`: what the others make of them; None outside the population."""
        found, beat, moment = past.dates, past.pulse, self.moment
        tagged = tuple(tag.name for tag in person.tags)
        gap = beat.typical_gap(self.usual) if beat else None
        circle = beside.circle if beside else None
        every = self._cadence(person, past, tagged, circle)
        last = moment.day(found.last_contact.at) if found.last_contact else None
        return Relationship(
            person=person,
            history=past,
            told=self.told,
            zone=moment.zone,
            silence=beat.silence(moment.today) if beat else None,
            gap=gap,
            state=self._state(beat, gap) if beside else State.NONE,
            turn=turn(past.spoken_last, moment.today, moment.zone) if beside else Turn.NOBODYS,
            tags=tagged,
            pushed_tags=tuple(name for name in tagged if name in self.rules and self.rules[name].push),
            cadence=every if beside else None,
            due=due(last, every),
            strength=beside.strength if beside else None,
            warmth=beside.warmth if beside else None,
            p_contact_90d=beside.p_contact_90d if beside else None,
            circle=circle,
        )

    def _cadence(self, person: Person, past: History, tagged: Iterable[str], circle: Circle | None) -> Cadence | None:
        beat, by_hand = past.pulse, person.settings.cadence_days
        gaps, gap = (beat.gaps, beat.typical_gap(self.usual)) if beat else (0, self.usual)
        every = cadence(by_hand=by_hand, rules=self.rules, tagged=tagged, gaps=gaps, gap=gap, circle=circle)
        if every is None or by_hand is not None:
            return every
        ended = [ending for ending in person.endings if self.moment.day(ending.at) < self.moment.today]
        return loosened(every, ended, _last_heard(past))

    def _state(self, beat: Pulse | None, gap: float | None) -> State:
        if beat is None or gap is None:
            return State.NONE
        known_from = self.moment.day(self.moment.known_from) if self.moment.known_from else None
        return state(days=(beat.first, beat.last), gap=gap, today=self.moment.today, known_from=known_from)


def _last_heard(past: History) -> datetime | None:
    """When self was in touch last: the last contact, or reached out later."""
    last = past.dates.last_contact
    return max([at for at in (last.at if last else None, past.reached) if at], default=None)
