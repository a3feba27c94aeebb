"""Where a relationship stands: its state, and whose turn it is to write."""

from collections.abc import Sequence
from datetime import date, tzinfo
from enum import StrEnum

from crmsync.relationships.touch import Touch


class State(StrEnum):
    NONE = "none"
    NEW = "new"
    FINE = "fine"
    QUIET = "quiet"
    LOSING_TOUCH = "losing_touch"
    DORMANT = "dormant"


class Turn(StrEnum):
    YOURS = "yours"
    THEIRS = "theirs"
    NOBODYS = ""


NEW_DAYS = 60
SHORTEST_GAP = 7
THEIRS_DAYS = 7
YOURS_DAYS = 3
TURN_DAYS = 60


def in_population(touches: Sequence[Touch]) -> bool:
    """Self wrote, met or called at least once. Who only writes in is no relationship."""
    return any(touch.counts and touch.direction != "received" for touch in touches)


def state(*, days: Sequence[date], gap: float, today: date, known_from: date | None) -> State:
    """How the silence compares with the rhythm. `days`: active ones, of which the first and the last tell.

    `gap`: the typical one; `known_from`: the day coverage begins. Somebody is new only where history reaches back far
    enough to know that there was nothing before.
    """
    if not days:
        return State.NONE
    if (today - days[0]).days < NEW_DAYS and known_from is not None and (days[0] - known_from).days >= NEW_DAYS:
        return State.NEW
    ratio = (today - days[-1]).days / max(gap, SHORTEST_GAP)
    if ratio < 2:
        return State.FINE
    if ratio < 4:
        return State.QUIET
    return State.LOSING_TOUCH if ratio < 8 else State.DORMANT


def turn(last: Touch | None, today: date, zone: tzinfo) -> Turn:
    """Whose turn the last one-to-one thread leaves it; a later meeting or call clears it, and so do 60 days.

    `last`: what was spoken last.
    """
    if last is None or last.talk:
        return Turn.NOBODYS
    passed = (today - last.at.astimezone(zone).date()).days
    if last.direction == "sent":
        return Turn.THEIRS if passed < THEIRS_DAYS else Turn.NOBODYS
    return Turn.YOURS if YOURS_DAYS <= passed <= TURN_DAYS else Turn.NOBODYS


def spoken_last(touches: Sequence[Touch]) -> Touch | None:
    """The last word between the two: a one-to-one mail, with self not merely in copy, or a talk."""
    return next((t for t in reversed(touches) if t.counts and (t.talk or (t.one_to_one and t.direct))), None)
