"""Every number and word of a person has a sentence that says where it comes from, and none where it has no value."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import ago, by_hand, met, moment, received, relationship, sent

from crmsync.relationships.number_words import number_sentences
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.standing_words import standing_sentences


def told(found: Relationship) -> dict[str, str]:
    return dict(standing_sentences(found, moment()))


RHYTHM = [touch for days in (100, 90, 80, 70) for touch in (received(ago(days, hours=1)), sent(ago(days)))]


@pytest.mark.parametrize(
    ("found", "name", "said"),
    [
        (relationship(*RHYTHM), "typical_gap_days", "15 days: in touch on 4 days within 30 days, and a little"),
        (relationship(met(ago(3))), "typical_gap_days", "30 days: in touch on 1 day only, so mostly what is usual"),
        (relationship(*RHYTHM), "state", "losing touch: silent for 70 days, 4.7 times the 15 days that are typical."),
        (relationship(met(ago(3))), "state", "new: you were first in touch on 15 November 2026, under 60 days ago."),
        (relationship(received(ago(3))), "state", "none: no mail of yours to them counts, and no meeting or call."),
        (relationship(sent(ago(90)), received(ago(5))), "turn", "yours: they wrote last, on 13 November 2026, and"),
        (relationship(sent(ago(5))), "turn", "theirs: you wrote last, on 13 November 2026; for 7 days it is theirs."),
        (relationship(*RHYTHM), "cadence_days", "every 22 days (your own rhythm: one and a half typical gaps)"),
        (relationship(met(ago(3)), settings=by_hand(30)), "cadence_days", "every 30 days (set by hand)"),
        (relationship(met(ago(45)), settings=by_hand(30)), "due", "2026-11-03: 30 days after the last contact; it is"),
        (relationship(met(ago(46)), settings=by_hand(30)), "due", "2026-11-02: 30 days after the last contact; late"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_is_said_with_its_reason(found: Relationship, name: str, said: str) -> None:
    assert told(found)[name].startswith(said)


@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from([sent, received, met])), min_size=1, max_size=8))
def test_whatever_has_a_value_has_a_sentence_and_nothing_else_has(past: list[tuple[int, object]]) -> None:
    found = relationship(*(make(ago(days), thread="t") for days, make in past))  # type: ignore[operator]  # a maker
    values = {
        "strength": found.strength,
        "warmth": found.warmth,
        "p_contact_90d": found.p_contact_90d,
        "circle": found.circle,
        "typical_gap_days": found.gap,
        "state": found.state,
        "turn": found.turn.value or None,
        "cadence_days": found.cadence,
        "due": found.due,
    }
    said = {**dict(number_sentences(found, moment())), **told(found)}
    assert set(said) == {name for name, value in values.items() if value is not None}
    assert all(sentence.strip() and "None" not in sentence for sentence in said.values())


def test_the_ideal_date_and_the_last_one_are_a_cadence_and_a_half_of_one_after_the_last_contact() -> None:
    found = relationship(met(ago(0)), settings=by_hand(10))
    assert found.due == date(2026, 11, 28)
    assert told(found)["due"] == "2026-11-28: 10 days after the last contact; it is to be by 3 December 2026 at most."
