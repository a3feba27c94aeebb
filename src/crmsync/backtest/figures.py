"""The figures of one score on the ties of one cut-off."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan, nan

from crmsync.backtest.measures import Bin, auc, average_precision, brier
from crmsync.backtest.resampling import Draw, auc_interval
from crmsync.backtest.ties import Tie

QUIET_DAYS = 60
FEWEST_TIES = 10
"""An owner with fewer has no AUC of their own."""
RHYTHM = (1.0, 2.0, 4.0, 8.0, 16.0, float("inf"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How one score does. NaN where it can't be said."""

    auc: float
    auc_low: float
    """With `auc_high`: between these lie 95 in 100 of the AUCs of owners drawn at random from these."""
    auc_high: float
    auc_per_owner: float
    """The mean over owners with ten ties or more."""
    average_precision: float
    auc_quiet: float
    """Of the ties that had been silent for more than 60 days."""
    brier: float = nan
    """Of probabilities only."""


def figures(
    found: Sequence[Tie], scores: Sequence[float], of: Sequence[int], drawn: Sequence[Draw], *, chance: bool
) -> Figures:
    """`of`: what each tie is drawn with; `chance`: whether the scores are probabilities."""
    labels = [tie.again for tie in found]
    low, high = auc_interval(scores, labels, of, drawn)
    quiet = [(s, tie.again) for s, tie in zip(scores, found, strict=True) if tie.silence > QUIET_DAYS]
    return Figures(
        auc=auc(scores, labels),
        auc_low=low,
        auc_high=high,
        auc_per_owner=_per_owner(found, scores),
        average_precision=average_precision(scores, labels),
        auc_quiet=auc([s for s, _ in quiet], [label for _, label in quiet]),
        brier=brier(scores, labels) if chance else nan,
    )


def _per_owner(found: Sequence[Tie], scores: Sequence[float]) -> float:
    of_owner: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for tie, score in zip(found, scores, strict=True):
        of_owner[tie.owner].append((score, tie.again))
    some = (pairs for pairs in of_owner.values() if len(pairs) >= FEWEST_TIES)
    return _mean(auc([s for s, _ in pairs], [label for _, label in pairs]) for pairs in some)


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not isnan(value)]
    return sum(known) / len(known) if known else nan


def rhythm(found: Sequence[Tie], foretold: Sequence[float]) -> tuple[Bin, ...]:
    """The share in contact again by how long the silence is for this tie; it must fall from bin to bin."""
    bins: list[Bin] = []
    for low, high in zip((0.0, *RHYTHM), RHYTHM, strict=False):
        inside = [(p, t.again) for p, t in zip(foretold, found, strict=True) if low <= t.silence / t.gap < high]
        if inside:
            came, expected = sum(label for _, label in inside), sum(p for p, _ in inside)
            name = f"{low:g}-{high:g}" if high < RHYTHM[-1] else f"{low:g} and more"
            bins.append(Bin(name=name, ties=len(inside), foretold=expected / len(inside), came=came / len(inside)))
    return tuple(bins)
