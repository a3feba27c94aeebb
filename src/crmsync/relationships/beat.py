"""Everybody's beat: of each person what numbers are made of, a record in one array.

Times are microseconds since the epoch, days ordinals; sums are as of `pulse.ANCHOR`, as in `Pulse`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from crmsync.relationships.history import History
from crmsync.relationships.kept_touches import made
from crmsync.relationships.moments import ticks
from crmsync.relationships.pulse import A_WEEK, Pulse
from crmsync.relationships.story import Story
from crmsync.relationships.touch import Touch

NEVER = int(np.iinfo(np.int64).min)
"""The time of what did not happen."""

SPOKE_NOT, TALKED, SENT, RECEIVED = range(4)
"""What was spoken last: nothing, a talk, a mail by self, a mail by the other."""

BEAT = np.dtype(
    [
        ("first", "i4"),
        ("last", "i4"),
        ("number", "i4"),
        ("months", "i4"),
        ("live", "i4"),
        ("squares", "i8"),
        ("weighed_90", "f8"),
        ("weighed_730", "f8"),
        ("plain_90", "f8"),
        ("latest", "i4", (A_WEEK + 1,)),
        ("entered", "i8"),
        ("last_contact", "i8"),
        ("reached", "i8"),
        ("spoken_at", "i8"),
        ("spoken", "i1"),
        ("told", "i4"),
    ]
)
"""Named as in `Pulse` and `History`. Where nothing counts `number` is 0, and so are days and sums.

`latest`: the last eight active days in order, after zeros where there are fewer. `last_contact`, `spoken_at`: when that
was; `spoken`: what it was. `told`: how many touches there are, counting or not.
"""

Beats = NDArray[np.void]
"""An array of `BEAT`."""

_NOTHING = (0, 0, 0, 0, 0, 0, 0.0, 0.0, 0.0, (0,) * (A_WEEK + 1))
_UNKNOWN = (NEVER, NEVER, NEVER, NEVER, SPOKE_NOT, 0)


def beats_of(histories: Sequence[History]) -> Beats:
    """One record for each, in their order."""
    return np.array([_beat(each) for each in histories], BEAT)


def beats_of_stories(stories: Iterable[Story]) -> Beats:
    """The same of stories, of whose touches hardly any is made for it."""
    return np.array([_beat_of(each) for each in stories], BEAT)


def beats_in(pulses: Iterable[Pulse]) -> Beats:
    """Those of people of whom nothing but their active days is known."""
    return np.array([(*_sums(each), *_UNKNOWN) for each in pulses], BEAT)


def _beat(past: History) -> tuple[object, ...]:
    last, spoken = past.dates.last_contact, past.spoken_last
    return (
        *(_sums(past.pulse) if past.pulse else _NOTHING),
        _ticks(past.entered),
        _ticks(last.at if last else None),
        _ticks(past.reached),
        _ticks(spoken.at if spoken else None),
        _spoken(spoken),
        past.told,
    )


def _beat_of(story: Story) -> tuple[object, ...]:
    told, beat = story.chronicle, story.chronicle.beats.pulse()
    last, reached, spoken = told.last_contact, told.last.get("reached"), told.last.get("spoken")
    return (
        *(_sums(beat) if beat else _NOTHING),
        NEVER if told.entered is None else told.entered,
        last[0] if last else NEVER,
        reached[0] if reached else NEVER,
        spoken[0] if spoken else NEVER,
        _spoken(made(spoken[1]) if spoken else None),
        story.beside.told,
    )


def _sums(beat: Pulse) -> tuple[object, ...]:
    latest = [day.toordinal() for day in beat.latest]
    return (
        beat.first.toordinal(),
        latest[-1],
        beat.number,
        beat.months,
        beat.live,
        beat.squares,
        beat.weighed_90,
        beat.weighed_730,
        beat.plain_90,
        (*[0] * (A_WEEK + 1 - len(latest)), *latest),
    )


def _spoken(last: Touch | None) -> int:
    if last is None:
        return SPOKE_NOT
    if last.talk:
        return TALKED
    return SENT if last.direction == "sent" else RECEIVED


def _ticks(moment: datetime | None) -> int:
    return NEVER if moment is None else ticks(moment)
