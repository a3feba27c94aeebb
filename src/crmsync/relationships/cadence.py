"""How often self wants to be in touch with a person, and when the next time would ideally be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from crmsync.connector import EmailAddress
from crmsync.identity.addresses import Domain, matches
from crmsync.relationships.rhythm import gaps

SHORTEST, LONGEST = 14, 365
FEWEST_GAPS = 3
CENTURY = 36_500
"""Days. More is a slip of the keyboard and would not fit a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """A tag of the configuration: whom it falls on, and how often to be in touch with them."""

    labels: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    domains: frozenset[Domain] = frozenset()
    cadence_days: int | None = None

    def __post_init__(self) -> None:
        if self.cadence_days is not None and not 1 <= self.cadence_days <= CENTURY:
            raise ValueError(f"cadence_days must be from 1 to {CENTURY}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    days: int
    because: str
    """Where it comes from: "set by hand", "tag investor", "own rhythm"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a person carries that tags can fall on."""

    addresses: Sequence[EmailAddress]
    labels: frozenset[str] = frozenset()
    groups: frozenset[str] = field(default_factory=frozenset)


def tags(rules: Mapping[str, TagRule], marks: Marks) -> tuple[str, ...]:
    """The names of the tags that fall on the person, in alphabetical order."""
    return tuple(sorted(name for name, rule in rules.items() if _falls_on(rule, marks)))


def _falls_on(rule: TagRule, marks: Marks) -> bool:
    domains = {f"@{name}" for name in rule.domains}
    return bool(
        rule.labels & marks.labels
        or rule.groups & marks.groups
        or any(matches(address, domains) for address in marks.addresses)
    )


def cadence(
    *, by_hand: int | None, rules: Mapping[str, TagRule], tagged: Iterable[str], days: Sequence[date], gap: float
) -> Cadence | None:
    """The first that applies: set by hand, the shortest of the tags', the own rhythm; None where nothing is known yet.

    `days`: active ones; `gap`: the typical one.
    """
    if by_hand is not None:
        return Cadence(days=by_hand, because="set by hand")
    of_tags = [
        Cadence(days=rule.cadence_days, because=f"tag {name}")
        for name in tagged
        for rule in [rules[name]]
        if rule.cadence_days is not None
    ]
    if of_tags:
        return min(of_tags, key=lambda found: (found.days, found.because))
    if gaps(days) < FEWEST_GAPS:
        return None
    return Cadence(days=round(min(max(1.5 * gap, SHORTEST), LONGEST)), because="own rhythm")


def due(last_contact: date | None, every: Cadence | None) -> date | None:
    """The ideal day for the next contact."""
    return last_contact + timedelta(days=every.days) if last_contact and every else None
