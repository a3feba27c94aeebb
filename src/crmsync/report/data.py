"""What the report shows, as values: worked out first, drawn afterwards. Shares are from 0 to 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crmsync.backtest.measures import Bin
from crmsync.connector import Channel, Circle
from crmsync.planning.whom import Kind
from crmsync.relationships.relationship import Moment
from crmsync.relationships.standing import State
from crmsync.report.flows import Month
from crmsync.report.keeping import Quarter
from crmsync.report.signature import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person: what stands in the table, and what `show` says of them."""

    name: str
    emails: tuple[str, ...]
    state: State
    circle: Circle | None
    strength: float | None
    warmth: float | None
    chance: float | None
    """Of contact within 90 days."""
    silence: int | None
    last_contact: date | None
    due: date | None
    tags: tuple[str, ...]
    personal: bool
    muted: bool
    kind: Kind | None
    """Why `next` names them; None where it does not."""
    place: int | None
    """Among those whom `next` names, from 1."""
    recent: tuple[int, ...] = field(repr=False)
    """How many days ago the active days of the last two years were, the latest first."""
    channels: tuple[tuple[Channel, ...], ...] = field(repr=False)
    """Of each of these days, how you were in touch."""
    explanation: tuple[tuple[str, str], ...] = field(repr=False)
    """The lines of `show`: a name, which may be empty, and a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well one score tells who is in contact again. `ours`: it is one that crmsync works with."""

    name: str
    auc: float
    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What the backtest says. `missing`: why it can't say anything; then the rest is empty."""

    missing: str = ""
    ties: int = 0
    again: float = 0.0
    horizon_days: int = 0
    scores: tuple[Score, ...] = ()
    reliability: tuple[Bin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Touches by the reason for which they don't count, the most frequent first; and what never became a touch."""

    reasons: Mapping[str, int]
    unread: int
    """Mails that were left unread as bulk."""
    unreadable: int
    never_logged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    moment: Moment
    complete: bool
    troubles: tuple[str, ...]
    people: Sequence[PersonRow]
    """The strongest first; who is outside the population comes last."""
    signature: Signature
    days: Mapping[date, int]
    """One-to-one conversations by civil day, of the last 53 weeks; days without any are left out."""
    months: tuple[Month, ...]
    quarters: tuple[Quarter, ...]
    left_out: LeftOut
    quality: Quality

    @property
    def population(self) -> int:
        return sum(each.strength is not None for each in self.people)
