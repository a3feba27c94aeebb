"""The order of interactions is by time, then source and id, in whatever order they are kept."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from all_sorts import SOURCES
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, ago, mail, meeting

from crmsync.relationships.ordered import ordered
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import Held, Recordings, recordings

IDS = st.sampled_from(["a", "a1", "b", "B", "ü"])


def one_of(mark: tuple[str, str], back: timedelta, *, long: bool) -> Recorded:
    hour, at = timedelta(hours=1), ago() - back
    one = meeting(at=at, duration=hour) if long else mail(ANN, BEN, at=at)
    return Recorded(source=mark[0], interaction=replace(one, id=mark[1]))


BACK = st.builds(timedelta, hours=st.integers(0, 2), microseconds=st.sampled_from([0, 0, 0, 1]))
"""Most moments are of whole milliseconds, and so is the store's."""
FACTS = st.dictionaries(st.tuples(SOURCES, IDS), st.tuples(BACK, st.booleans()), max_size=10).map(
    lambda some: [one_of(mark, back, long=long) for mark, (back, long) in some.items()]
)
"""A meeting often ends at the very moment of a mail."""


CUTS = st.integers(0, 3)


def as_told(facts: list[Recorded]) -> Recordings:
    """As the store has them: in the order in which they were told."""
    known = recordings(facts)
    places = {each.mark: place for place, each in enumerate(known)}
    of = np.array([places[each.mark] for each in facts], dtype=np.intp)
    columns = {name: getattr(known, name)[of] for name in ("kinds", "began", "keys", "threads", "rows")}
    found: Recordings = replace(known, **columns, said=Held(list(known.said.of(of.tolist()))))
    return found


@given(FACTS.flatmap(lambda facts: st.tuples(st.permutations(facts), st.permutations(range(len(facts))))), CUTS)
def test_interactions_come_in_order_of_time_then_source_and_id(
    facts: tuple[list[Recorded], list[int]], cut: int
) -> None:
    known, some = as_told(facts[0]), facts[1][cut:]
    found = ordered(known, np.array(some, dtype=np.int64)).tolist()
    marks = [(each.ended, *each.mark) for each in known]
    assert found == sorted(some, key=marks.__getitem__)


def test_moments_too_far_apart_to_leave_room_for_places_come_in_order() -> None:
    """Farther than any calendar goes: so many that they would need more than 64 bits with them."""
    many = 5000
    known, places = recordings([one_of(("a", "a"), timedelta(), long=False)]), np.arange(many, dtype=np.int32)
    began = np.random.default_rng(1).permutation(many) * 2**40 * 1000
    columns: dict[str, Any] = {
        name: np.repeat(getattr(known, name), many) for name in ("kinds", "keys", "threads", "rows")
    }
    found: Recordings = replace(known, began=began, said=Held([("a", None, None, None)] * many), **columns)
    assert began[ordered(found, places)].tolist() == sorted(began.tolist())
