"""A story and a voice as bytes, to be kept: small, and read by the ten thousand in a moment."""

import marshal
from collections.abc import Mapping, Sequence
from typing import Any

from crmsync.connector import Channel
from crmsync.relationships.chronicle import Beside
from crmsync.relationships.kinds import Places
from crmsync.relationships.moments import TICK, ticks, time
from crmsync.relationships.packed_chronicles import pack_chronicle, unpack_chronicle
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Ignored, Touch
from crmsync.relationships.voices import Voice


def pack(story: Story) -> bytes:
    places = Places[Touch]()
    chronicle = pack_chronicle(story.chronicle, places.__getitem__)
    touches = {place: touch for touch, place in places.items()}
    return pack_written(chronicle, touches, story.beside, reached=story.reached, bulk=story.bulk)


def pack_written(chronicle: bytes, touches: Mapping[int, Touch], beside: Beside, *, reached: int, bulk: int) -> bytes:
    """The same, of a packed chronicle. `touches`: by how it marks them; each is there once."""
    told = {mark: _touch(touch) for mark, touch in touches.items()}
    ahead = _touch(beside.next_meeting) if beside.next_meeting else None
    return marshal.dumps((chronicle, told, beside.told, sorted(beside.labels), ahead, reached, bulk))


def unpack(packed: bytes) -> Story:
    chronicle, touches, told, labels, ahead, reached, bulk = marshal.loads(packed)  # noqa: S302 - our own
    made = {mark: _made(touch) for mark, touch in touches.items()}
    return Story(
        chronicle=unpack_chronicle(chronicle, made.__getitem__),
        beside=Beside(told=told, labels=frozenset(labels), next_meeting=_made(ahead) if ahead else None),
        reached=reached,
        bulk=bulk,
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
