"""Numbers in the place of threads and keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.relationships import marks
from crmsync.relationships.marks import key_mark, thread_mark

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


class Zeros:
    """A hash that came out so."""

    def __init__(self, size: int) -> None:
        self.size = size

    def digest(self) -> bytes:
        return bytes(self.size)


@given(TEXTS, TEXTS)
def test_a_mark_fits_into_64_bits_and_is_never_that_of_nothing(source: str, text: str) -> None:
    for mark in (key_mark(text), thread_mark(source, text)):
        assert -(2**63) <= mark < 2**63
        assert mark != 0


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_the_same_has_one_mark_and_another_another(source: str, text: str, other_source: str, other: str) -> None:
    assert (key_mark(text) == key_mark(other)) == (text == other)
    same = (source, text) == (other_source, other)
    if "\0" not in source + other_source:  # no connection can be named so
        assert (thread_mark(source, text) == thread_mark(other_source, other)) == same


def test_nothing_has_no_mark() -> None:
    assert [key_mark(None), key_mark(""), thread_mark("mail", None), thread_mark("mail", "")] == [0, 0, 0, 0]


def test_it_is_the_same_wherever_and_whenever_it_is_asked_for() -> None:
    """They are stored."""
    assert key_mark("<1@mail.test>") == -7947381210698529066
    assert thread_mark("mail", "t1") == -2315661230399742673


def test_a_hash_of_nothing_but_zeros_is_no_mark_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "blake2b", lambda _, digest_size: Zeros(digest_size))
    assert key_mark("<1@mail.test>") == thread_mark("mail", "t1") == 1
