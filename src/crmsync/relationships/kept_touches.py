"""A touch as it is kept: of nothing but what `marshal` knows. Of most it is enough, so few are made again."""

from typing import Any

from crmsync.connector import Channel
from crmsync.relationships.moments import TICK, ticks, time
from crmsync.relationships.touch import Ignored, Touch

Kept = tuple[Any, ...]


def kept(each: Touch | Kept) -> Kept:
    """One that is kept already is what it is."""
    if isinstance(each, tuple):
        return each
    return (
        each.source,
        each.id,
        each.channel.value,
        ticks(each.at),
        each.direction,
        each.others,
        each.duration // TICK,
        each.thread,
        each.direct,
        each.ignored.value if each.ignored else None,
        tuple(sorted(each.labels)),
    )


def made(each: Touch | Kept) -> Touch:
    """One that is made already is what it is."""
    if isinstance(each, Touch):
        return each
    source, id, channel, at, direction, others, duration, thread, direct, ignored, labels = each
    return Touch(
        source=source,
        id=id,
        channel=Channel(channel),
        at=time(at),
        direction=direction,
        others=others,
        duration=duration * TICK,
        thread=thread,
        direct=direct,
        ignored=Ignored(ignored) if ignored else None,
        labels=frozenset(labels),
    )
