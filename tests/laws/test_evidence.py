"""What the numbers rest on is told whole: each day that counts with its channels, and what does not, by reason."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from made_up import ago, met, moment, received, relationship, sent

from crmsync.connector import Channel
from crmsync.relationships.evidence import left_out, proof_days
from crmsync.relationships.touch import Ignored, Touch

MADE = st.builds(
    lambda kind, days, ignored: kind(ago(days), ignored=ignored),
    st.sampled_from([sent, received, met]),
    st.integers(0, 90),
    st.sampled_from([None, None, Ignored.CROWD, Ignored.LIST]),
)


@given(st.lists(MADE, min_size=1, max_size=12))
def test_each_day_that_counts_stands_once_with_every_channel_of_it(past: list[Touch]) -> None:
    found = relationship(*past)
    days: dict[date, set[Channel]] = {}
    for touch in past:
        if touch.counts:
            days.setdefault(moment().day(touch.at), set()).add(touch.channel)
    proof = proof_days(found)
    assert [each.day for each in proof] == sorted(days, reverse=True)
    assert {each.day: set(each.channels) for each in proof} == days
    assert [each.weight for each in reversed(proof)] == [each.weight for each in found.active_days]


@given(st.lists(MADE, min_size=1, max_size=12))
def test_what_counts_and_what_is_left_out_is_all_there_is(past: list[Touch]) -> None:
    found = relationship(*past)
    reasons = left_out(found)
    assert sum(reasons.values()) + sum(touch.counts for touch in past) == len(past)
    assert list(reasons.values()) == sorted(reasons.values(), reverse=True)
    assert reasons == {each.value: sum(t.ignored is each for t in past) for each in Ignored if each.value in reasons}
