"""A cursor is small, and says after reading what it said before writing."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import Cursor, CursorExpired, EmailAddress
from crmsync_google.calendar.cursor import Place, read, write

times = st.datetimes(timezones=st.just(UTC))
texts = st.text(max_size=20)
places = st.builds(
    Place,
    listed=times,
    chosen=st.just("all") | st.lists(texts, max_size=3).map(tuple),
    calendars=st.dictionaries(texts, st.none() | texts, max_size=3),
    primary=texts,
    unread=st.lists(texts, max_size=3).map(tuple),
    own=st.lists(texts.map(EmailAddress), max_size=3).map(tuple),
    since=st.none() | times,
    finished=st.booleans(),
)
OLD = (
    '{"listed": "2026-11-02T03:00:00+00:00", "chosen": ["primary"], "calendars": {"ann@example.com": "t1"}, '
    '"primary": "ann@example.com", "own": ["ann@example.com"], "finished": true}'
)
"""From before the ids of records began with a hash: what is known then has other ids."""


@given(places)
def test_a_cursor_is_read_as_it_was_written(place: Place) -> None:
    assert read(write(place)) == place


def test_no_cursor_is_no_place() -> None:
    assert read(None) is None


@pytest.mark.parametrize(
    "cursor", ["", "{}", "[]", "null", '{"listed": "x"}', '{"listed": "2026-11-02T03:00:00"}', OLD]
)
def test_a_cursor_of_somebody_else_has_expired(cursor: str) -> None:
    with pytest.raises(CursorExpired):
        read(Cursor(cursor))
