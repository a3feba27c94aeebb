"""What is true of a calendar's entries, whatever they say: who met the owner, or why nobody did."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Turnout(StrEnum):
    """What comes of an entry."""

    MET = "met"
    """Some people talk with the owner."""
    COPY = "copy"
    """The same meeting again, on another calendar that tells no more of it."""
    CANCELLED = "cancelled"
    DECLINED = "declined"
    """The owner stays away."""
    CROWD = "crowd"
    """More than ten others are there."""
    ALONE = "alone"
    """It concerns nobody but the owner."""
    ABSENT = "absent"
    """Others meet without the owner, who only sees their calendar."""
    WHOLE_DAYS = "whole days"
    """A fair or an outing, which is not a talk."""
    UNCLEAR = "unclear"
    """Nobody knows who else was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    meeting: str
    """The id of the life's meeting; of a series there is a gathering for each instance."""
    start: datetime
    end: datetime
    turnout: Turnout = Turnout.MET
    met: tuple[str, ...] = ()
    """Who talked with the owner, or will, by their usual addresses; nobody unless `turnout` is MET."""
