"""New people: met lately and not since. Without a second time soon there will be none."""

from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import State

SOONEST, LATEST = 7, 42
"""Days since the first time: not at once, and not when it is forgotten."""


def newly_met(relationship: Relationship, moment: Moment) -> bool:
    """Whether self was in touch with somebody new on one day, within the last weeks, and nothing lies ahead."""
    if relationship.state is not State.NEW or len(relationship.days) != 1 or relationship.dates.next_meeting:
        return False
    return SOONEST <= (moment.today - relationship.days[0]).days <= LATEST
