"""Is a plan safe to apply unasked? A plan that rewrites much of the CRM is more likely a mistake than news."""

from collections.abc import Collection
from dataclasses import dataclass

from crmsync.connector import ArchiveLogged, CreateContact, Output, SetProperties
from crmsync.planning.plan import Plan

PASSING = frozenset({Output.NEXT_MEETING, Output.TURN})
"""What empties by the mere passing of days: no sign of a mistake."""

MOVING = frozenset({Output.STRENGTH, Output.WARMTH})
"""What changes by ageing, or because somebody else's changed: no sign of a mistake either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Refused: more than max(`changes_min`, `changes_share` × profiles known) with a changed value, or more than
    `clears` emptied, or of what was logged more than `clears` archived, or more than `creates` contacts made. Filling
    what is empty never counts."""

    changes_share: float = 0.2
    changes_min: int = 50
    clears: int = 20
    creates: int = 20


def unsafe(plan: Plan, profiles: int, limits: Limits) -> str | None:
    """Why the plan must be confirmed, or None. `profiles`: how many the destination is known to hold."""
    sets = [change for change in plan.changes if isinstance(change, SetProperties)]
    changed = sum(any(value and old for value, old in _replaced(plan, change, but=MOVING)) for change in sets)
    cleared = sum(any(old and not value for value, old in _replaced(plan, change, but=PASSING)) for change in sets)
    most = max(limits.changes_min, limits.changes_share * profiles)
    if changed > most:
        return f"{changed} of {profiles} contacts would get a value other than the one they have (limit {most:.0f})"
    if cleared > limits.clears:
        return f"{cleared} contacts would have a value emptied (limit {limits.clears})"
    archived = sum(isinstance(change, ArchiveLogged) for change in plan.changes)
    if archived > limits.clears:
        return f"{archived} logged conversations would be archived (limit {limits.clears})"
    made = sum(isinstance(change, CreateContact) for change in plan.changes)
    if made > limits.creates:
        return f"{made} contacts would be made (limit {limits.creates})"
    return None


def _replaced(plan: Plan, change: SetProperties, *, but: Collection[Output] = frozenset()) -> list[tuple[str, str]]:
    before = plan.before[change.key]
    return [(value, before.get(output, "")) for output, value in change.values.items() if output not in but]
