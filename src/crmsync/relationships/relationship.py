"""All about one person, worked out from their touches: the value that planning, `show` and the report read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from crmsync.connector import Circle, EmailAddress, Settings, Tag
from crmsync.identity.people import PersonId
from crmsync.relationships.active_days import ActiveDay, active_days
from crmsync.relationships.cadence import Cadence
from crmsync.relationships.dates import Dates
from crmsync.relationships.decided import Decided
from crmsync.relationships.history import History
from crmsync.relationships.skips import Ending
from crmsync.relationships.standing import State, Turn
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
