"""A history and a voice as bytes, to be kept: small, and read by the ten thousand in a moment."""

import marshal
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from crmsync.connector import Channel
from crmsync.relationships.dates import Dates
from crmsync.relationships.history import History
from crmsync.relationships.pulse import Pulse
from crmsync.relationships.recordings import TICK, ticks, time
from crmsync.relationships.touch import Ignored, Touch
from crmsync.relationships.voices import Voice

DATES = ("last_contact", "last_received", "last_sent", "last_meeting", "last_call", "next_meeting", "first")


def pack(history: History) -> bytes:
    """A touch that several dates rest on is there once."""
    told = [getattr(history.dates, name) for name in DATES]
    rest = [*told, history.spoken_last, history.written_last]
    touches = list(dict.fromkeys(filter(None, rest)))
    return marshal.dumps(
        (
            [_touch(each) for each in touches],
            [touches.index(each) if each else None for each in rest],
            _pulse(history.pulse) if history.pulse else None,
            [ticks(at) if at else None for at in (history.entered, history.wrote, history.reached)],
            (history.told, history.talked, history.only_met),
            sorted(history.labels),
            list(history.sources.items()),
        )
    )


def unpack(packed: bytes) -> History:
    touches, places, beat, moments, (told, talked, only_met), labels, sources = marshal.loads(packed)  # noqa: S302 - our own
    made = [_made(each) for each in touches]
    *dates, spoken, written = (None if place is None else made[place] for place in places)
    entered, wrote, reached = map(_time, moments)
    return History(
        told=told,
        dates=Dates(**dict(zip(DATES, dates, strict=True))),
        pulse=_beat(*beat) if beat else None,
        entered=entered,
        spoken_last=spoken,
        written_last=written,
        talked=talked,
        only_met=only_met,
        wrote=wrote,
        reached=reached,
        labels=frozenset(labels),
        sources=dict(sources),
    )


def pack_voice(voice: Voice) -> bytes:
    names = (list(voice.signed.items()), list(voice.called.items()))
    return marshal.dumps((list(voice.wrote), list(voice.heard), *names))


def unpack_voice(packed: bytes) -> Voice:
    wrote, heard, signed, called = marshal.loads(packed)  # noqa: S302 - our own
    return Voice(wrote=frozenset(wrote), heard=frozenset(heard), signed=dict(signed), called=dict(called))


def _touch(each: Touch) -> tuple[Any, ...]:
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
        sorted(each.labels),
    )


def _made(each: Sequence[Any]) -> Touch:
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


def _pulse(beat: Pulse) -> tuple[Any, ...]:
    days = (beat.first.toordinal(), [day.toordinal() for day in beat.latest])
    return *days, beat.number, beat.squares, beat.months, beat.live, beat.weighed_90, beat.weighed_730, beat.plain_90


def _beat(
    first: int,
    latest: Sequence[int],
    number: int,
    squares: int,
    months: int,
    live: int,
    weighed_90: float,
    weighed_730: float,
    plain_90: float,
) -> Pulse:
    return Pulse(
        first=date.fromordinal(first),
        latest=tuple(map(date.fromordinal, latest)),
        number=number,
        squares=squares,
        months=months,
        live=live,
        weighed_90=weighed_90,
        weighed_730=weighed_730,
        plain_90=plain_90,
    )


def _time(moment: int | None) -> datetime | None:
    return None if moment is None else time(moment)
