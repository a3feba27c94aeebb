"""A person's history in short: what their touches come to, whatever day it is. What is told of them is made from it.

It changes by news alone: by what is told of them, or when something that lay ahead has begun or is over.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from crmsync.connector import Channel
from crmsync.relationships.active_days import active_days
from crmsync.relationships.dates import Dates, contacts, dates
from crmsync.relationships.pulse import Pulse, pulse
from crmsync.relationships.standing import spoken_last
from crmsync.relationships.touch import Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    told: int
    """How many touches there are, counting or not."""
    dates: Dates
    pulse: Pulse | None
    """None where nothing counts."""
    entered: datetime | None
    """When self first wrote, met or called: since then the person is in the population."""
    spoken_last: Touch | None
    """What says whose turn it is."""
    written_last: Touch | None
    """The last mail between the two that was one-to-one."""
    talked: int
    """On how many days they really talked."""
    only_met: bool
    """Whether each time was a meeting."""
    wrote: datetime | None
    """When self last wrote to them one-to-one."""
    reached: datetime | None
    """When self last wrote to them one-to-one, met, called or messaged."""
    labels: frozenset[str] = frozenset()
    """All that are on mail with them, counting or not."""
    sources: Mapping[str, int] = field(default_factory=dict)
    """How many touches count, by their source."""


def history(touches: Sequence[Touch], zone: tzinfo) -> History:
    """`touches` in order of time."""
    counting = [touch for touch in touches if touch.ignored is None]
    talks = contacts(counting)
    own = (touch for touch in reversed(counting) if touch.direction == "sent" and touch.one_to_one)
    return History(
        told=len(touches),
        dates=dates(touches),
        pulse=pulse(active_days(counting, zone)),
        entered=_at(touch for touch in counting if touch.direction != "received"),
        spoken_last=spoken_last(counting),
        written_last=next((t for t in reversed(counting) if not t.talk and t.one_to_one), None),
        talked=len({touch.at.astimezone(zone).date() for touch in talks}),
        only_met=all(touch.channel is Channel.MEETING for touch in talks),
        wrote=_at(own),
        reached=_at(touch for touch in reversed(counting) if touch.reaches_out),
        labels=frozenset().union(*{touch.labels for touch in touches}),
        sources=Counter(touch.source for touch in counting),
    )


def _at(some: Iterator[Touch]) -> datetime | None:
    return next((touch.at for touch in some), None)
