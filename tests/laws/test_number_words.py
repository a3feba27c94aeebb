"""The numbers in words."""

from dataclasses import replace
from datetime import date

from made_up import ago, by_hand, met, moment, received, relationship, sent

from crmsync.connector import Circle
from crmsync.relationships.likelihood import DEFAULT
from crmsync.relationships.number_words import number_sentences


def test_each_number_is_told_in_a_sentence() -> None:
    friend = relationship(*(met(ago(7 * n)) for n in range(1, 9)), sent(ago(200)))
    assert dict(number_sentences(friend, moment())) == {
        "strength": "51 of 100: you were in touch on 9 days in 4 months, 8 of them with a meeting or a call.",
        "warmth": "68 of 100: you were in touch on 8 days of the last 90.",
        "p_contact_90d": "90%: you will probably be in touch within 90 days anyway. "
        f"Learned from {DEFAULT.origin}, as shipped.",
        "circle": "inner: one of the handful that matter most; by strength.",
    }


def test_who_was_silent_for_long_will_likely_lapse() -> None:
    lost = relationship(sent(ago(700)), settings=replace(by_hand(None), circle=Circle.WIDER))
    found = dict(number_sentences(lost, moment()))
    assert found["strength"].endswith("you were in touch on 1 day in 1 month.")
    assert found["warmth"] == "0 of 100: you have not been in touch for 90 days."
    assert found["p_contact_90d"].startswith("5%: left alone, this will likely lapse.")
    assert found["circle"] == "wider: one of those you know; you pinned them there."


def test_the_probability_says_what_it_is_learned_from_and_since_when() -> None:
    friend = relationship(*(met(ago(7 * n)) for n in range(1, 9)))
    own = replace(DEFAULT, origin="your own history", fitted=date(2026, 11, 2))
    found = dict(number_sentences(friend, moment(), own))
    assert found["p_contact_90d"].endswith("Learned from your own history, on 2 November 2026.")


def test_outside_the_population_there_is_nothing_to_tell() -> None:
    assert dict(number_sentences(relationship(received(ago(3))), moment())) == {}
