"""The canonical form of an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import email_address

TEXTS = st.text(max_size=30) | st.from_regex(r"[ <]*[\w.+\"-]{0,8}@?[\w.-]{0,8}@[\w.-]{0,8}[> ]*", fullmatch=True)


@given(TEXTS)
def test_an_address_in_canonical_form_stays_as_it_is(text: str) -> None:
    found = email_address(text)
    assert found is None or email_address(found) == found


@given(TEXTS)
def test_an_address_has_one_at_sign_inside_and_nothing_that_is_not_shown(text: str) -> None:
    found = email_address(text)
    if found is not None:
        local, _, domain = found.partition("@")
        assert local
        assert domain
        assert "@" not in domain
        assert found == found.lower()
        assert not any(letter.isspace() or not letter.isprintable() for letter in found)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ben@Partner.Test", "ben@partner.test"),
        (" <ben@partner.test> ", "ben@partner.test"),
        ("o'neil+crm@partner.test", "o'neil+crm@partner.test"),
        ("jörg@münchen.test", "jörg@münchen.test"),
    ],
)
def test_the_same_address_has_one_spelling(text: str, address: str) -> None:
    assert email_address(text) == address


@pytest.mark.parametrize(
    "text", ["", "ben", "@partner.test", "ben@", "ben@@partner.test", "ben k@partner.test", "ben@part\nner.test", "@"]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert email_address(text) is None


def test_an_address_longer_than_any_mail_server_takes_is_none() -> None:
    assert email_address("b" * 240 + "@partner.test") is not None
    assert email_address("b" * 242 + "@partner.test") is None
