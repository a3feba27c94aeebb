"""The protocol: fit on all cut-offs but the last, judge on the last. Nothing looks past a cut-off but its label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crmsync.backtest.figures import Figures, figures, rhythm
from crmsync.backtest.fit import fit
from crmsync.backtest.measures import Bin, reliability
from crmsync.backtest.resampling import draws, share_below, units
from crmsync.backtest.scores import Score, baselines
from crmsync.backtest.stability import Stability, stability
from crmsync.backtest.ties import History, Tie, ties
from crmsync.relationships.likelihood import DEFAULT, LAWFUL, Coefficients, likelihood

SHIPPED, FITTED, IN_USE = "p, shipped", "p, fitted", "p, in use"
OWN = "your own history"


class TooLittle(Exception):
    """There is not enough history for what was asked. The message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`figures` by the score's name; `again`: the share of ties that were in contact again."""

    horizon_days: int
    cutoffs: int
    owners: int
    ties: int
    again: float
    fitted: Coefficients
    rarer_before: int
    """How many ties of the earlier cut-offs are of the rarer kind, in contact again or not."""
    rarer: int
    """The same of the last cut-off."""
    surer: float
    """In which share of resamples the fitted probability is nearer to what came than the shipped one."""
    figures: Mapping[str, Figures]
    reliability: tuple[Bin, ...]
    """Of the fitted probability."""
    rhythm: tuple[Bin, ...]
    """By silence / typical gap."""
    stability: Stability


def judge(
    known: Sequence[History], cutoffs: Sequence[float], horizon: int, in_use: Coefficients | None = None
) -> Verdict:
    """`known`: the history as it was known at each of `cutoffs`, in seconds, in order, two at least; and what came.

    `in_use`: coefficients of the user's own, to be judged beside the others. Raises `TooLittle` where a side has no
    tie, or all are alike.
    """
    seen = [list(ties(history, cutoff, horizon)) for history, cutoff in zip(known, cutoffs, strict=True)]
    before, last = [tie for some in seen[:-1] for tie in some], seen[-1]
    if not _rarer(before) or not _rarer(last):
        raise TooLittle("there are no ties, or all of them fared alike. Give other cut-offs or a longer history.")
    fitted = _fitted(before, horizon)
    return _verdict(before, last, fitted, in_use, stability(known[-1], cutoffs[-1]), len(cutoffs))


def _rarer(found: Sequence[Tie]) -> int:
    again = sum(tie.again for tie in found)
    return min(again, len(found) - again)


def _fitted(found: Sequence[Tie], horizon: int) -> Coefficients:
    rows, labels = [tie.features for tie in found], [tie.again for tie in found]
    return fit(rows, labels, signs=LAWFUL, horizon_days=horizon, origin=OWN)


def _verdict(
    before: Sequence[Tie],
    last: Sequence[Tie],
    fitted: Coefficients,
    in_use: Coefficients | None,
    calm: Stability,
    cutoffs: int,
) -> Verdict:
    of = units(last)
    drawn = draws(of)
    labels = [tie.again for tie in last]
    chances = {SHIPPED: _chances(last, DEFAULT), FITTED: _chances(last, fitted)}
    if in_use:
        chances[IN_USE] = _chances(last, in_use)
    plain = {name: _scored(last, score) for name, score in baselines(before).items()}
    errors = {name: [(p - label) ** 2 for p, label in zip(chances[name], labels, strict=True)] for name in chances}
    return Verdict(
        horizon_days=fitted.horizon_days,
        cutoffs=cutoffs,
        owners=len({tie.owner for tie in last}),
        ties=len(last),
        again=sum(labels) / len(last),
        fitted=fitted,
        rarer_before=_rarer(before),
        rarer=_rarer(last),
        surer=share_below(errors[FITTED], errors[SHIPPED], of, drawn),
        figures={name: figures(last, found, of, drawn, chance=False) for name, found in plain.items()}
        | {name: figures(last, found, of, drawn, chance=True) for name, found in chances.items()},
        reliability=reliability(chances[FITTED], labels),
        rhythm=rhythm(last, chances[FITTED]),
        stability=calm,
    )


def _chances(found: Sequence[Tie], by: Coefficients) -> list[float]:
    chances: list[float] = likelihood(np.array([tie.features for tie in found]), by).tolist()
    return chances


def _scored(found: Sequence[Tie], score: Score) -> list[float]:
    return [score(tie) for tie in found]
