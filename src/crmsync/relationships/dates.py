"""The dates of a relationship, each the touch that set it: the answer carries its evidence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmsync.connector import Channel
from crmsync.relationships.touch import Ignored, Touch

ANSWER_WITHIN = timedelta(days=30)
"""A mail is part of an exchange if the other side wrote in the same thread at most 30 × 24 h before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    last_contact: Touch | None = None
    """When self and the person last really talked: a meeting, a call, or a mail that answers or was answered."""
    last_received: Touch | None = None
    last_sent: Touch | None = None
    last_meeting: Touch | None = None
    last_call: Touch | None = None
    next_meeting: Touch | None = None
    """The first that begins later, and would count if it were over."""
    first: Touch | None = None


def dates(touches: Sequence[Touch]) -> Dates:
    """`touches` in order of time."""
    counting = [touch for touch in touches if touch.counts]
    mails = [touch for touch in counting if not touch.talk]
    return Dates(
        last_contact=_latest(touch for touch in (*exchanges(mails), *_talks(counting))),
        last_received=_latest(touch for touch in mails if touch.direction == "received"),
        last_sent=_latest(touch for touch in mails if touch.direction == "sent"),
        last_meeting=_latest(touch for touch in counting if touch.channel is Channel.MEETING),
        last_call=_latest(touch for touch in counting if touch.channel is Channel.CALL),
        next_meeting=next_meeting(touches),
        first=counting[0] if counting else None,
    )


def contacts(touches: Sequence[Touch]) -> list[Touch]:
    """When self and the person really talked: each talk, and each mail that answers one."""
    counting = [touch for touch in touches if touch.counts]
    return [*exchanges(touch for touch in counting if not touch.talk), *_talks(counting)]


def exchanges(mails: Iterable[Touch]) -> Iterator[Touch]:
    """The mails that answer, directly or not, one of the other direction in their thread: proof that both were there.

    `mails` are one person's, in order of time; so the person wrote one of the two.
    """
    last: dict[tuple[str | None, str], datetime] = {}
    for mail in mails:
        other = "received" if mail.direction == "sent" else "sent"
        before = last.get((mail.thread, other)) if mail.thread else None
        if before is not None and mail.at - before <= ANSWER_WITHIN:
            yield mail
        last[mail.thread, mail.direction] = mail.at


def _talks(counting: Iterable[Touch]) -> Iterator[Touch]:
    return (touch for touch in counting if touch.talk)


def _latest(touches: Iterable[Touch]) -> Touch | None:
    return max(touches, key=lambda touch: touch.at, default=None)


def next_meeting(touches: Iterable[Touch]) -> Touch | None:
    ahead = (t for t in touches if t.ignored is Ignored.FUTURE and t.channel is Channel.MEETING)
    return min(ahead, key=lambda touch: touch.began, default=None)
