"""A cursor is small, and says after reading what it said before writing."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import Cursor, CursorExpired
from crmsync_google.gmail.cursor import FirstPull, Nightly, Place, read, write

histories = st.integers(0, 2**64 - 1).map(str)
times = st.datetimes(timezones=st.just(UTC))
places = st.builds(FirstPull, history=histories) | st.builds(Nightly, history=histories, since=st.none() | times)


@given(places)
def test_a_cursor_is_read_as_it_was_written(place: Place) -> None:
    assert read(write(place)) == place
    assert len(write(place)) < 150


def test_no_cursor_is_no_place() -> None:
    assert read(None) is None


def test_a_place_whose_time_lacks_its_zone_has_expired() -> None:
    with pytest.raises(CursorExpired):
        read(Cursor('{"stage": "nightly", "history": "7", "since": "2026-11-02T03:00:00"}'))
