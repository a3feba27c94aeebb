"""The backtest: its measures, its fit, and that nothing looks past a cut-off."""

from dataclasses import replace
from math import isclose, isnan
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync.backtest.chart import chart
from crmsync.backtest.choice import choose
from crmsync.backtest.cutoffs import cutoffs
from crmsync.backtest.figures import Figures
from crmsync.backtest.fit import fit
from crmsync.backtest.measures import auc, average_precision, brier, reliability
from crmsync.backtest.network import history
from crmsync.backtest.protocol import TooLittle, Verdict, judge
from crmsync.backtest.resampling import auc_interval, draws, share_below, units
from crmsync.backtest.scores import baselines
from crmsync.backtest.stability import stability
from crmsync.backtest.ties import DAY, ties
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
    labels = [bool(random.random() < logistic(-2 + 0.5 * x + 2 * y)) for x, y in rows]
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


def judged(network: list[tuple[str, str, float]], *days: int) -> Verdict:
    return judge([history(network, {"me"})] * len(days), [day * DAY for day in days], 60)


def living(random: Random, others: int = 40) -> list[tuple[str, str, float]]:
    """Ties, each with a rhythm and an end of its own."""
    found: list[tuple[str, str, float]] = []
    for other in range(others):
        at, gap, end = random.random() * 50, random.choice([2, 7, 20]), random.choice([100, 200, 400])
        while at < end:
            found.append(("me", f"p{other}", at * DAY))
            at += random.expovariate(1 / gap)
    return sorted(found, key=lambda each: each[2])


def test_on_ties_with_a_rhythm_the_probability_beats_counting() -> None:
    found = judged(living(Random(5)), 120, 180, 250)
    assert found.figures["p, fitted"].auc > 0.9 > found.figures["count"].auc
    assert found.figures["p, shipped"].auc > 0.9
    assert found.rhythm[0].came > found.rhythm[-1].came


def test_too_little_history_is_said() -> None:
    with pytest.raises(TooLittle, match="longer history"):
        judge([history([("a", "b", 0.0)])] * 2, [DAY, 2 * DAY], 30)


def test_the_same_history_gives_the_same_verdict_to_the_last_digit() -> None:
    network = living(Random(5))
    assert judged(network, 120, 180, 250) == judged(network, 120, 180, 250)


def test_the_fit_sees_no_label_past_the_last_cut_off() -> None:
    """What comes after it moves what is judged by, and nothing that is judged."""
    network = living(Random(5))
    later = [each for each in network if each[2] <= 250 * DAY or each[1] < "p2"]
    one, other = judged(network, 120, 180, 250), judged(later, 120, 180, 250)
    assert one.fitted == other.fitted
    assert one.again > other.again
    assert [each.ties for each in one.rhythm] == [each.ties for each in other.rhythm]


def test_a_coefficient_that_would_come_out_against_its_law_is_held_at_nothing() -> None:
    random = Random(3)
    rows = [(random.gauss(0, 1), random.gauss(0, 1)) for _ in range(2000)]
    labels = [bool(random.random() < logistic(x + y)) for x, y in rows]
    free = fit(rows, labels, horizon_days=90, origin="test")
    held = fit(rows, labels, signs=(-1, 1), horizon_days=90, origin="test")
    assert free.of_features[0] > 0.5
    assert held.of_features[0] == 0
    assert held.of_features[1] > 0.5


@given(PAIRS)
def test_with_everybody_drawn_once_the_interval_is_the_auc(pairs: list[tuple[float, bool]]) -> None:
    scores, labels = [s for s, _ in pairs], [label for _, label in pairs]
    of = list(range(len(pairs)))
    low, high = auc_interval(scores, labels, of, [dict.fromkeys(of, 1)])
    assert (isnan(low) and isnan(auc(scores, labels))) or isclose(low, auc(scores, labels))
    assert isnan(low) or low == high


def test_whole_owners_are_drawn_and_of_one_owner_s_ties_each_by_itself() -> None:
    network = [(owner, other, n * DAY) for owner in "ab" for other in "xyz" for n in range(3)]
    found = list(ties(history(sorted(network, key=lambda each: each[2]), {"a", "b"}), 5 * DAY, 30))
    assert units(found) == [0, 0, 0, 1, 1, 1]
    assert units(found[:3]) == [0, 1, 2]
    drawn = draws(units(found))
    assert drawn == draws(units(found))
    assert {sum(draw.values()) for draw in drawn} == {2}


def test_the_interval_of_a_figure_holds_it_and_is_narrower_where_there_is_more() -> None:
    few, many = (judged(living(Random(5), others), 120, 180, 250).figures["count"] for others in (40, 400))
    for each in (few, many):
        assert each.auc_low < each.auc < each.auc_high
    assert many.auc_high - many.auc_low < few.auc_high - few.auc_low


def test_one_that_is_always_nearer_is_nearer_in_every_resample() -> None:
    drawn = draws(range(20))
    assert share_below([0.1] * 20, [0.2] * 20, range(20), drawn) == 1
    assert share_below([0.2] * 20, [0.2] * 20, range(20), drawn) == 0
    assert 0 < share_below([0.0, 0.4] * 10, [0.2] * 20, range(20), drawn) < 1


def test_a_silent_tie_is_expected_less_and_a_frequent_one_more() -> None:
    """By BG/NBD and by the closed formula."""
    network = [("me", "weekly", n * 7 * DAY) for n in range(20)]
    network += [("me", "weekly till spring", n * 7 * DAY) for n in range(8)]
    network += [("me", "monthly", n * 30 * DAY) for n in range(5)]
    before = list(ties(history(living(Random(7)), {"me"}), 120 * DAY, 60))
    at = list(ties(history(sorted(network, key=lambda each: each[2]), {"me"}), 134 * DAY, 60))
    scores = baselines(before)
    for name in ("BG/NBD", "closed formula"):
        weekly, gone, monthly = (scores[name](tie) for tie in at)
        assert weekly > monthly > gone, name


def test_who_writes_at_a_steady_rate_is_expected_at_that_rate() -> None:
    """Nobody drops out: BG/NBD finds the rates that the ties were made with."""
    random = Random(2)
    network = [("me", f"p{o}", at * DAY) for o in range(60) for at in range(random.randrange(9), 300, 3 + o % 3)]
    found = list(ties(history(sorted(network, key=lambda each: each[2]), {"me"}), 300 * DAY, 60))
    rate = baselines(found)["BG/NBD"]
    for tie in found:
        step = (tie.days[1].day - tie.days[0].day).days
        assert isclose(rate(tie), 1 / step, rel_tol=0.1)


@pytest.mark.parametrize(
    ("reach", "days", "found"),
    [(400, None, [130, 220, 310]), (1000, None, [640, 730, 820, 910]), (280, None, [100, 190]), (50, [3, 93], [3, 93])],
)
def test_cut_offs_lie_a_horizon_apart_and_leave_one_before_and_one_after(
    reach: int, days: list[float] | None, found: list[int]
) -> None:
    assert cutoffs(7.0, 7.0 + reach * DAY, days, 90) == [7.0 + each * DAY for each in found]


def test_where_no_two_cut_offs_fit_it_is_said_how_much_is_needed() -> None:
    with pytest.raises(TooLittle, match=r"must reach back 270 days, 3 times the horizon of 90; it reaches back 269\."):
        cutoffs(0, 269 * DAY, None, 90)


def test_a_label_that_would_reach_past_the_last_cut_off_is_refused() -> None:
    with pytest.raises(TooLittle, match="must lie 90 days or more, the horizon, behind the one before it"):
        cutoffs(0, 900 * DAY, [100, 189], 90)


def test_circles_move_with_news_only() -> None:
    """A hundred people with a rhythm of their own: a few change circle, and on a night without news nobody does."""
    found = stability(history(living(Random(4), 100), {"me"}), 250 * DAY)
    assert (found.owners, found.nights, found.without_news) == (1, 30, 0)
    assert 0 < found.changed < 0.02
    assert found.changed <= found.most < 0.1


def test_who_is_silent_for_good_changes_no_circle() -> None:
    found = stability(history(living(Random(4), 30), {"me"}), 900 * DAY)
    assert (found.changed, found.most, found.without_news) == (0, 0, 0)


def test_a_chart_has_the_best_score_first_and_no_value_that_can_not_be_drawn() -> None:
    drawn = chart(judged(living(Random(5)), 120, 180, 250))
    assert [bar.auc for bar in drawn.bars] == sorted((bar.auc for bar in drawn.bars), reverse=True)
    assert all(0 <= bar.low <= bar.auc <= bar.high <= 1 for bar in drawn.bars)
    assert [point.foretold for point in drawn.reliability] == sorted(point.foretold for point in drawn.reliability)
    assert sum(point.ties for point in drawn.rhythm) == sum(point.ties for point in drawn.reliability) == 40


def settled(**more: object) -> Verdict:
    """A verdict by which the own coefficients are better, unless `more` says otherwise."""
    found = judged(living(Random(5)), 120, 180, 250)
    return replace(found, **{"rarer_before": 50, "rarer": 20, "surer": 0.95, **more})  # type: ignore[arg-type]


def of_auc(verdict: Verdict, shipped: float, fitted: float) -> dict[str, Figures]:
    one, other = verdict.figures["p, shipped"], verdict.figures["p, fitted"]
    return {"p, shipped": replace(one, auc=shipped), "p, fitted": replace(other, auc=fitted)}


def test_own_coefficients_are_kept_where_they_foretell_better() -> None:
    verdict = settled()
    found = choose(replace(verdict, figures=of_auc(verdict, 0.8, 0.8)))
    assert found.own == verdict.fitted
    assert "foretell better: AUC 0.800, shipped 0.800" in found.because


@pytest.mark.parametrize(
    ("more", "aucs", "because"),
    [
        ({"rarer_before": 49}, (0.8, 0.9), "the history is too small: 50 ties to fit on and 20 to judge by are needed"),
        ({"rarer": 19}, (0.8, 0.9), "of the rarer kind there are 50 and 19"),
        ({}, (0.81, 0.80), "yours order the ties of the last cut-off no better: AUC 0.800, shipped 0.810"),
        ({"surer": 0.94}, (0.8, 0.9), "better in 94% of resamples; 95% are needed"),
    ],
)
def test_else_the_shipped_ones_are_and_it_is_said_why(
    more: dict[str, object], aucs: tuple[float, float], because: str
) -> None:
    verdict = settled(**more)
    found = choose(replace(verdict, figures=of_auc(verdict, *aucs)))
    assert found.own is None
    assert because in found.because
