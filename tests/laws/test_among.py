"""Which numbers are among others, which are there twice, and which there are: as NumPy has it, only sooner."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from crmsync.relationships.among import SLOTS, among, distinct, repeated

NUMBERS = st.lists(
    st.integers(-3, 3) | st.integers(-3, 3).map(lambda n: n * SLOTS) | st.integers(-(2**63), 2**63 - 1), max_size=20
)
"""Some are alike in their last bits."""


def column(numbers: list[int]) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)


@given(NUMBERS, NUMBERS)
def test_those_among_a_few_are_found(numbers: list[int], few: list[int]) -> None:
    assert among(column(numbers), column(sorted(few))).tolist() == [each in few for each in numbers]


@given(NUMBERS)
def test_those_that_are_there_twice_are_found(numbers: list[int]) -> None:
    assert repeated(column(numbers)).tolist() == [numbers.count(each) > 1 for each in numbers]


@given(NUMBERS)
def test_each_is_told_once_in_order(numbers: list[int]) -> None:
    assert distinct(column(numbers)).tolist() == sorted(set(numbers))
