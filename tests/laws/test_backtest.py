"""The backtest: its measures, its fit, and that nothing looks past a cut-off."""

from math import isclose, isnan
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync.backtest.fit import fit
from crmsync.backtest.measures import auc, average_precision, brier, reliability
from crmsync.backtest.network import history
from crmsync.backtest.protocol import DAY, TooLittle, judge
from crmsync.backtest.ties import ties
from crmsync.relationships.likelihood import logistic

PAIRS = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 0.9]), st.booleans()), min_size=1, max_size=30)
MESSAGES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.floats(0, 200 * DAY, width=32)), max_size=60
).map(lambda some: sorted(some, key=lambda each: each[2]))


@given(PAIRS)
def test_auc_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[float, bool]]) -> None:
    hits, misses = [s for s, label in pairs if label], [s for s, label in pairs if not label]
    found = auc([s for s, _ in pairs], [label for _, label in pairs])
    if not hits or not misses:
        assert isnan(found)
    else:
        right = sum((hit > miss) + (hit == miss) / 2 for hit in hits for miss in misses)
        assert isclose(found, right / len(hits) / len(misses))


def test_average_precision_weighs_each_hit_by_how_clean_the_list_was_until_it() -> None:
    assert isclose(average_precision([4, 3, 2, 1], [True, False, True, False]), (1 + 2 / 3) / 2)
    assert average_precision([1, 1], [True, False]) == 0.5
    assert isnan(average_precision([1], [False]))


@given(PAIRS)
def test_reliability_bins_hold_everybody_once(pairs: list[tuple[float, bool]]) -> None:
    chances, labels = [s for s, _ in pairs], [label for _, label in pairs]
    bins = reliability(chances, labels)
    assert sum(each.ties for each in bins) == len(pairs)
    assert isclose(sum(each.ties * each.came for each in bins), sum(labels), abs_tol=1e-9)
    assert 0 <= brier(chances, labels) <= 1


def test_a_fit_finds_the_coefficients_that_made_the_data() -> None:
    random = Random(3)
    rows = [(random.gauss(5, 2), random.gauss(-1, 0.1)) for _ in range(6000)]
    labels = [random.random() < logistic(-2 + 0.5 * x + 2 * y) for x, y in rows]
    found = fit(rows, labels, horizon_days=90, origin="test")
    assert isclose(found.of_features[0], 0.5, abs_tol=0.08)
    assert isclose(found.of_features[1], 2, abs_tol=0.8)


@given(MESSAGES, st.floats(1, 150))
@settings(max_examples=60)
def test_what_comes_after_a_cut_off_changes_nothing_but_the_label(
    found: list[tuple[str, str, float]], cutoff: float
) -> None:
    before = [each for each in found if each[2] <= cutoff * DAY]
    full, cut = (list(ties(history(some), cutoff * DAY, 30)) for some in (found, before))
    assert [(t.owner, t.days, t.gap, t.features) for t in full] == [(t.owner, t.days, t.gap, t.features) for t in cut]
    assert not any(tie.again for tie in cut)


@pytest.mark.parametrize(("later", "again"), [(0, False), (0.001, True), (30, True), (30.001, False)])
def test_the_label_is_contact_after_the_cut_off_within_the_horizon(later: float, again: bool) -> None:
    network = [*(("a", "b", n * DAY) for n in range(3)), ("b", "a", (10 + later) * DAY)]
    [tie] = [tie for tie in ties(history(network), 10 * DAY, 30) if tie.owner == "a"]
    assert tie.again is again


@pytest.mark.parametrize(("sent", "received", "judged"), [(1, 2, True), (0, 3, False), (1, 1, False), (3, 0, True)])
def test_a_tie_has_three_messages_before_of_which_one_sent(sent: int, received: int, judged: bool) -> None:
    network = [("a", "b", DAY)] * sent + [("b", "a", DAY)] * received
    assert bool(list(ties(history(network, {"a"}), 2 * DAY, 30))) is judged


def living(random: Random) -> list[tuple[str, str, float]]:
    """Forty ties, each with a rhythm and an end of its own."""
    found: list[tuple[str, str, float]] = []
    for other in range(40):
        at, gap, end = random.random() * 50, random.choice([2, 7, 20]), random.choice([100, 200, 400])
        while at < end:
            found.append(("me", f"p{other}", at * DAY))
            at += random.expovariate(1 / gap)
    return sorted(found, key=lambda each: each[2])


def test_on_ties_with_a_rhythm_the_probability_beats_counting() -> None:
    found = judge(history(living(Random(5)), {"me"}), [120 * DAY, 180 * DAY, 250 * DAY], 60)
    assert found.figures["p, fitted"].auc > 0.9 > found.figures["count"].auc
    assert found.figures["p, shipped"].auc > 0.9
    assert found.rhythm[0].came > found.rhythm[-1].came


def test_too_little_history_is_said() -> None:
    with pytest.raises(TooLittle, match="longer history"):
        judge(history([("a", "b", 0.0)]), [DAY, 2 * DAY], 30)
