"""A beat holds what numbers are made of, as the history has it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from made_up import LONDON, NOW, ago, met, received, sent, touch

from crmsync.relationships.beat import NEVER, RECEIVED, SENT, SPOKE_NOT, TALKED, beats_of
from crmsync.relationships.history import history
from crmsync.relationships.pulse import Pulse
from crmsync.relationships.touch import Ignored, Touch

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def of_kind(kind: int, at: datetime) -> Touch:
    ignored = touch(at, ignored=Ignored.LIST)
    return (met(at), sent(at, thread="t"), received(at, thread="t"), received(at, others=5), ignored)[kind]


LIVES = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 60_000)), max_size=25).map(
    lambda some: [of_kind(kind, ago(hours=hours)) for kind, hours in sorted(some, key=lambda each: -each[1])]
)


def at(ticks: int) -> datetime | None:
    return None if ticks == NEVER else EPOCH + timedelta(microseconds=ticks)


def pulse_of(beat: np.void) -> Pulse | None:
    """The pulse of one record; None where nothing counts."""
    first, _, number, months, live, squares, weighed_90, weighed_730, plain_90, latest, *_ = cast(Any, beat.item())
    if not number:
        return None
    return Pulse(
        first=date.fromordinal(first),
        number=number,
        latest=tuple(date.fromordinal(day) for day in latest.tolist() if day),
        squares=squares,
        months=months,
        live=live,
        weighed_90=weighed_90,
        weighed_730=weighed_730,
        plain_90=plain_90,
    )


@given(st.lists(LIVES, max_size=6))
def test_a_beat_holds_what_the_history_has(lives: list[list[Touch]]) -> None:
    histories = [history(life, LONDON) for life in lives]
    for past, beat in zip(histories, beats_of(histories), strict=True):
        assert pulse_of(beat) == past.pulse
        assert beat["last"] == (past.pulse.last.toordinal() if past.pulse else 0)
        last, spoken = past.dates.last_contact, past.spoken_last
        moments = [past.entered, last and last.at, past.reached, spoken and spoken.at]
        assert [at(int(beat[name])) for name in ("entered", "last_contact", "reached", "spoken_at")] == moments
        assert beat["told"] == past.told


def test_what_was_spoken_last_is_told_by_its_kind() -> None:
    lives: list[list[Touch]] = [[], [met(NOW)], [sent(NOW)], [received(NOW)]]
    found = beats_of([history(life, LONDON) for life in lives])
    assert found["spoken"].tolist() == [SPOKE_NOT, TALKED, SENT, RECEIVED]
