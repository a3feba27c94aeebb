"""The protocol: fit on all cut-offs but the last, judge on the last. Nothing looks past a cut-off but its label."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan

from crmsync.backtest.fit import fit
from crmsync.backtest.measures import Bin, auc, average_precision, brier, reliability
from crmsync.backtest.ties import History, Tie, ties
from crmsync.relationships.active_days import faded, faded_days
from crmsync.relationships.likelihood import DEFAULT, Coefficients, likelihood

DAY = 86400
QUIET_DAYS = 60
FEWEST_TIES = 10
"""An owner with fewer has no AUC of their own."""
RHYTHM = (1.0, 2.0, 4.0, 8.0, 16.0, float("inf"))

Score = Callable[[Tie], float]


class TooLittle(Exception):
    """There is not enough history for what was asked. The message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How one score does. NaN where it can't be said."""

    auc: float
    auc_per_owner: float
    """The mean over owners with ten ties or more."""
    average_precision: float
    auc_quiet: float
    """Of the ties that had been silent for more than 60 days."""
    brier: float = nan
    """Of probabilities only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`figures` by the score's name; `again`: the share of ties that were in contact again."""

    horizon_days: int
    ties: int
    again: float
    fitted: Coefficients
    figures: Mapping[str, Figures]
    reliability: tuple[Bin, ...]
    """Of the fitted probability."""
    rhythm: tuple[Bin, ...]
    """By silence / typical gap."""


BASELINES: Mapping[str, Score] = {
    "recency": lambda tie: tie.messages[-1].at,
    "count": lambda tie: len(tie.messages),
    "interactions rank": lambda tie: sum(0.5 ** ((tie.cutoff - m.at) / (90 * DAY)) for m in tie.messages),
    "active days, fading": lambda tie: faded_days(tie.days, 90, tie.today),
    "warmth": lambda tie: faded(tie.days, 90, tie.today),
}
"""Roth et al. 2010 for the third, with a half-life of 90 days."""


def judge(history: History, cutoffs: Sequence[float], horizon: int) -> Verdict:
    """`cutoffs` in seconds, in order, two at least. Raises `TooLittle` where a side has no tie, or all are alike."""
    seen = [list(ties(history, cutoff, horizon)) for cutoff in cutoffs]
    before, last = [tie for some in seen[:-1] for tie in some], seen[-1]
    for some in (before, last):
        if len({tie.again for tie in some}) < 2:
            raise TooLittle("there are no ties, or all of them fared alike. Give other cut-offs or a longer history.")
    fitted = fit([t.features for t in before], [t.again for t in before], horizon_days=horizon, origin="this history")
    chances = {"p, shipped": _chance(DEFAULT), "p, fitted": _chance(fitted)}
    labels = [tie.again for tie in last]
    foretold = [likelihood(tie.features, fitted) for tie in last]
    return Verdict(
        horizon_days=horizon,
        ties=len(last),
        again=sum(labels) / len(last),
        fitted=fitted,
        figures={name: _figures(last, score) for name, score in BASELINES.items()}
        | {name: _figures(last, score, chance=True) for name, score in chances.items()},
        reliability=reliability(foretold, labels),
        rhythm=_rhythm(last, foretold),
    )


def _chance(by: Coefficients) -> Score:
    return lambda tie: likelihood(tie.features, by)


def _figures(found: Sequence[Tie], score: Score, *, chance: bool = False) -> Figures:
    scores, labels = [score(tie) for tie in found], [tie.again for tie in found]
    quiet = [(s, tie.again) for s, tie in zip(scores, found, strict=True) if tie.silence > QUIET_DAYS]
    return Figures(
        auc=auc(scores, labels),
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


def _rhythm(found: Sequence[Tie], foretold: Sequence[float]) -> tuple[Bin, ...]:
    """The share in contact again by how long the silence is for this tie; it must fall from bin to bin."""
    bins: list[Bin] = []
    for low, high in zip((0.0, *RHYTHM), RHYTHM, strict=False):
        inside = [(p, t.again) for p, t in zip(foretold, found, strict=True) if low <= t.silence / t.gap < high]
        if inside:
            came, expected = sum(label for _, label in inside), sum(p for p, _ in inside)
            name = f"{low:g}-{high:g}" if high < RHYTHM[-1] else f"{low:g} and more"
            bins.append(Bin(name=name, ties=len(inside), foretold=expected / len(inside), came=came / len(inside)))
    return tuple(bins)
