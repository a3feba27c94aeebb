"""A story and a voice as bytes, to be kept: small, and read by the ten thousand in a moment."""

import marshal
from collections.abc import Mapping

from crmsync.relationships.chronicle import Beside
from crmsync.relationships.kept_touches import Kept, kept, made
from crmsync.relationships.kinds import Places
from crmsync.relationships.packed_chronicles import pack_chronicle, unpack_chronicle
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Touch
from crmsync.relationships.voices import Voice


def pack(story: Story) -> bytes:
    places = Places[Kept]()
    chronicle = pack_chronicle(story.chronicle, lambda mark: places[kept(mark)])
    touches = {place: touch for touch, place in places.items()}
    return pack_written(chronicle, touches, story.beside, reached=story.reached, bulk=story.bulk)


def pack_written(
    chronicle: bytes, touches: Mapping[int, Touch | Kept], beside: Beside, *, reached: int, bulk: int
) -> bytes:
    """The same, of a packed chronicle. `touches`: by how it marks them; each is there once."""
    told = {mark: kept(touch) for mark, touch in touches.items()}
    ahead = kept(beside.next_meeting) if beside.next_meeting else None
    return marshal.dumps((chronicle, told, beside.told, sorted(beside.labels), ahead, reached, bulk))


def unpack(packed: bytes) -> Story:
    chronicle, touches, told, labels, ahead, reached, bulk = marshal.loads(packed)  # noqa: S302 - our own
    return Story(
        chronicle=unpack_chronicle(chronicle, touches.__getitem__),
        beside=Beside(told=told, labels=frozenset(labels), next_meeting=made(ahead) if ahead else None),
        reached=reached,
        bulk=bulk,
    )


def pack_voice(voice: Voice) -> bytes:
    names = (list(voice.signed.items()), list(voice.called.items()))
    return marshal.dumps((list(voice.wrote), list(voice.heard), *names))


def unpack_voice(packed: bytes) -> Voice:
    wrote, heard, signed, called = marshal.loads(packed)  # noqa: S302 - our own
    return Voice(wrote=frozenset(wrote), heard=frozenset(heard), signed=dict(signed), called=dict(called))
