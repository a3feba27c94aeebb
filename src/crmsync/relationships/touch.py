"""A touch: one interaction as it concerns one person. What counts is decided once, here and in `counting`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from crmsync.connector import Channel

MOST_OTHERS = 10
"""A mail or a meeting with more people than this is a circular: its weight falls below 0.1."""

ONE_TO_ONE = 2
"""A mail is one-to-one with at most this many people beside self."""


class Ignored(StrEnum):
    """Why a touch does not count; each is a sentence's end for the user."""

    LIST = "a mailing list or newsletter"
    BULK = "bulk, by the service's category or by role, and you never wrote to them"
    AUTOMATIC = "sent by a machine: automatic reply, notification or bounce"
    ROBOT = "the address is a robot's"
    CROWD = "more than ten others were on it"
    COPY = "a copy of one that is counted already"
    DECLINED = "they declined it"
    NOT_ATTENDED = "you declined it"
    ALL_DAY = "an entry for whole days"
    INCOMPLETE = "not everybody who was on it is named"
    UNANSWERED = "nobody answered, or it did not take place"
    UNDER_WAY = "it is not over yet"
    FUTURE = "it lies in the future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One interaction between self and one person. It counts where `ignored` is None."""

    source: str
    id: str
    channel: Channel
    at: datetime
    """When it counts: a mail's receipt, a meeting's end."""
    direction: Literal["sent", "received", "both"]
    others: int
    """Distinct people beside self; those who declined a meeting are not."""
    duration: timedelta = timedelta()
    thread: str | None = None
    """The conversation, by a name that is the same on every account."""
    direct: bool = True
    """Self stands in From or To, not only in a copy."""
    ignored: Ignored | None = None
    labels: frozenset[str] = field(default_factory=frozenset)

    @property
    def began(self) -> datetime:
        return self.at - self.duration

    @property
    def counts(self) -> bool:
        return self.ignored is None

    @property
    def weight(self) -> float:
        """1/n: a discount, not a cliff."""
        return 1 / self.others

    @property
    def one_to_one(self) -> bool:
        return self.others <= ONE_TO_ONE

    @property
    def talk(self) -> bool:
        """A meeting, a call, or a message: never a mail."""
        return self.channel is not Channel.MAIL

    @property
    def reaches_out(self) -> bool:
        """Self wrote one-to-one, called, messaged or met. What was only received is no reaching out."""
        return self.counts and self.direction != "received" and (self.talk or self.one_to_one)
