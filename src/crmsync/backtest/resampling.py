"""How far a figure is to be trusted: the bootstrap, with whole owners drawn again and again, always the same draws."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from math import isnan, nan
from random import Random

from crmsync.backtest.ties import Tie

RESAMPLES = 200
SEED = 1
LEAST, MOST = 0.025, 0.975
"""95 in 100 lie between."""

Draw = Mapping[int, int]
"""How often each unit was drawn; the others were not."""


def units(found: Sequence[Tie]) -> list[int]:
    """What each tie is drawn with: its owner; itself where all ties are one owner's."""
    owners = {owner: number for number, owner in enumerate(dict.fromkeys(tie.owner for tie in found))}
    return [owners[tie.owner] for tie in found] if len(owners) > 1 else list(range(len(found)))


def draws(of: Sequence[int]) -> list[Draw]:
    random, each = Random(SEED), sorted(set(of))  # noqa: S311 - no secret; the same at every run
    return [Counter(random.choices(each, k=len(each))) for _ in range(RESAMPLES)]


def auc_interval(
    scores: Sequence[float], labels: Sequence[bool], of: Sequence[int], drawn: Sequence[Draw]
) -> tuple[float, float]:
    """Between which two values 95 in 100 of the AUCs lie. NaN where there is none."""
    ordered = sorted(zip(scores, labels, of, strict=True), key=lambda each: each[0])
    levels = [[(label, unit) for _, label, unit in some] for _, some in groupby(ordered, key=lambda each: each[0])]
    return interval([_auc(levels, draw) for draw in drawn])


def _auc(levels: Sequence[Sequence[tuple[bool, int]]], draw: Draw) -> float:
    """As `measures.auc`, each tie as often as it was drawn."""
    positives, negatives, wins = 0, 0, 0.0
    for level in levels:
        hits = misses = 0
        for label, unit in level:
            if label:
                hits += draw.get(unit, 0)
            else:
                misses += draw.get(unit, 0)
        wins += hits * (negatives + misses / 2)
        positives, negatives = positives + hits, negatives + misses
    return wins / (positives * negatives) if positives and negatives else nan


def interval(values: Sequence[float]) -> tuple[float, float]:
    known = sorted(value for value in values if not isnan(value))
    if not known:
        return nan, nan
    return known[int(LEAST * (len(known) - 1))], known[round(MOST * (len(known) - 1))]


def share_below(one: Sequence[float], other: Sequence[float], of: Sequence[int], drawn: Sequence[Draw]) -> float:
    """In which share of the draws the sum of `one` is below that of `other`, tie by tie."""
    less: dict[int, float] = defaultdict(float)
    for a, b, unit in zip(one, other, of, strict=True):
        less[unit] += b - a
    return sum(sum(less[unit] * times for unit, times in draw.items()) > 0 for draw in drawn) / len(drawn)
