"""A chronicle as bytes, to be kept and gone on with: some three hundred, made and read in microseconds."""

import marshal
from collections.abc import Callable, Hashable, Iterator
from struct import Struct
from typing import TypeVar

from crmsync.relationships.beat import NEVER
from crmsync.relationships.beats import Beats
from crmsync.relationships.chronicle import Chronicle, Last
from crmsync.relationships.likes import TELLS
from crmsync.relationships.pulse import A_WEEK

M = TypeVar("M")

BEATS = Struct("<5iq3d8i3d?")
"""First, day, number, months, live_days, squares, weighed_90, weighed_730, plain_90, latest, weights, live."""
REST = Struct("<qi2i?22q")
"""Entered, talked, talked_on, only_met; at and mark of first, exchange, and the last of each of `Tells`."""


def pack_chronicle(chronicle: Chronicle[M], number: Callable[[M], int]) -> bytes:
    """`number`: what a mark is kept as, of 64 bits. Threads are kept as they are, of a kind that `marshal` knows."""
    lasts = (chronicle.first, chronicle.exchange, *map(chronicle.last.get, TELLS))
    rest = REST.pack(
        NEVER if chronicle.entered is None else chronicle.entered,
        chronicle.talked,
        *chronicle.talked_on,
        chronicle.only_met,
        *(part for last in lasts for part in ((last[0], number(last[1])) if last else (NEVER, 0))),
    )
    return _beats(chronicle.beats) + rest + pack_loose(chronicle.sources, chronicle.sent_in, chronicle.received_in)


def pack_loose(sources: dict[str, int], sent_in: dict[Hashable, int], received_in: dict[Hashable, int]) -> bytes:
    """What is more with some than with others."""
    return marshal.dumps((sources, sent_in, received_in))


def _beats(beats: Beats) -> bytes:
    return BEATS.pack(
        beats.first,
        beats.day,
        beats.number,
        beats.months,
        beats.live_days,
        beats.squares,
        beats.weighed_90,
        beats.weighed_730,
        beats.plain_90,
        *[0] * (A_WEEK + 1 - len(beats.latest)),
        *beats.latest,
        *beats.weights,
        beats.live,
    )


def unpack_chronicle(packed: bytes, mark: Callable[[int], M]) -> Chronicle[M]:
    """`mark`: the one that was kept as that number. It goes on as the other would have."""
    found = Chronicle[M]()
    _read_beats(found.beats, packed)
    entered, found.talked, before, on, found.only_met, *lasts = REST.unpack_from(packed, BEATS.size)
    found.entered = None if entered == NEVER else entered
    found.talked_on = before, on
    found.first, found.exchange, *last = _lasts(lasts, mark)
    found.last = {what: each for what, each in zip(TELLS, last, strict=True) if each}
    loose = marshal.loads(packed[BEATS.size + REST.size :])  # noqa: S302 - our own
    found.sources, found.sent_in, found.received_in = loose
    return found


def _read_beats(beats: Beats, packed: bytes) -> None:
    beats.first, beats.day, beats.number, beats.months, beats.live_days, *rest = BEATS.unpack_from(packed)
    beats.squares, beats.weighed_90, beats.weighed_730, beats.plain_90, *rest = rest
    beats.latest = tuple(day for day in rest[: A_WEEK + 1] if day)
    sent, received, both, beats.live = rest[A_WEEK + 1 :]
    beats.weights = sent, received, both


def _lasts(numbers: list[int], mark: Callable[[int], M]) -> Iterator[Last[M] | None]:
    for at, number in zip(numbers[::2], numbers[1::2], strict=True):
        yield None if at == NEVER else (at, mark(number))
