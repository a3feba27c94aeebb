"""What the numbers of a person rest on: the days with contact and their channels; and what was left out, by reason."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crmsync.connector import Channel
from crmsync.relationships.relationship import Relationship


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofDay:
    """An active day: strength counts all of them, warmth and the probability the late ones, the rhythm what lies
    between."""

    day: date
    channels: tuple[Channel, ...]
    """Each once, in the order of `Channel`."""
    weight: float
    """What strength and warmth count it for, 0 to 1."""


def proof_days(relationship: Relationship) -> list[ProofDay]:
    """The latest first."""
    channels: dict[date, set[Channel]] = defaultdict(set)
    for touch in relationship.touches:
        if touch.counts:
            channels[touch.at.astimezone(relationship.zone).date()].add(touch.channel)
    return [
        ProofDay(day=each.day, channels=tuple(c for c in Channel if c in channels[each.day]), weight=each.weight)
        for each in reversed(relationship.active_days)
    ]


def left_out(relationship: Relationship) -> Mapping[str, int]:
    """How many mails and meetings don't count for the person, by the reason; the most frequent first."""
    reasons = Counter(touch.ignored.value for touch in relationship.touches if touch.ignored)
    return dict(reasons.most_common())
