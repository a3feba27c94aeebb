"""Addresses in texts: found as words of their own, and hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import BEN, address

from crmsync.identity.naming import FORGOTTEN, Naming, addresses_in

BENS = Naming(addresses=[BEN, address("ben.o@home.test")])


@pytest.mark.parametrize(
    "text",
    ["ben@partner.test", "BEN@Partner.Test", "ben@partner.test/evt_1", "<ben@partner.test>", "of ben.o@home.test."],
)
def test_an_address_is_found_wherever_it_stands_and_however_it_is_written(text: str) -> None:
    assert BENS.found_in(text)
    assert "ben" not in BENS.hidden(text).lower()
    assert FORGOTTEN in BENS.hidden(text)


@pytest.mark.parametrize(
    "text", ["", "ben", "reuben@partner.test", "ben@partner.testing.org", "ben@partner.test.org", "mc-ben@partner.test"]
)
def test_another_address_that_looks_alike_is_left_alone(text: str) -> None:
    assert not BENS.found_in(text)
    assert BENS.hidden(text) == text


@given(st.text(), st.text())
def test_nothing_is_found_in_what_was_hidden(before: str, after: str) -> None:
    assert not BENS.found_in(BENS.hidden(f"{before} {BEN} {after}"))


def test_addresses_in_an_id_are_told_in_small_letters() -> None:
    assert addresses_in("Ben@Partner.test/evt1") == [BEN]
    assert addresses_in("people/c1") == []
