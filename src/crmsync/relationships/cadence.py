"""How often self wants to be in touch with a person, and when the next time would ideally be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crmsync.connector import Circle
from crmsync.relationships import circles
from crmsync.relationships.tags import TagRule

SHORTEST, LONGEST = 14, 365
FEWEST_GAPS = 3
AT_MOST = 1.5
"""Cadences: the ideal date is one after the last contact; who waits longer than this is late."""
OWN_RHYTHM = "own rhythm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    days: int
    because: str
    """Where it comes from: "set by hand", "tag investor", "own rhythm", "circle close"."""
    private: bool = False
    """`because` names a tag that must not leave the store."""


def cadence(
    *,
    by_hand: int | None,
    rules: Mapping[str, TagRule],
    tagged: Iterable[str],
    gaps: int,
    gap: float,
    circle: Circle | None,
) -> Cadence | None:
    """The first that applies: set by hand, the shortest of the tags', the own rhythm, the circle's; else None.

    `gaps`: how many the own rhythm rests on; `gap`: the typical one.
    """
    if by_hand is not None:
        return Cadence(days=by_hand, because="set by hand")
    of_tags = [
        Cadence(days=rule.cadence_days, because=f"tag {name}", private=not rule.push)
        for name in tagged
        for rule in [rules.get(name)]
        if rule is not None and rule.cadence_days is not None
    ]
    if of_tags:
        return min(of_tags, key=lambda found: (found.days, found.private, found.because))
    if gaps >= FEWEST_GAPS:
        return Cadence(days=round(min(max(1.5 * gap, SHORTEST), LONGEST)), because=OWN_RHYTHM)
    return Cadence(days=circles.DAYS[circle], because=f"circle {circle}") if circle in circles.DAYS else None


def due(last_contact: date | None, every: Cadence | None) -> date | None:
    """The ideal day for the next contact."""
    return last_contact + timedelta(days=every.days) if last_contact and every else None
