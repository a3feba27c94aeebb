"""What a chart of a verdict draws, in values: no colours, no sizes, no text but names."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan

from crmsync.backtest.measures import Bin
from crmsync.backtest.protocol import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One score: its AUC, and between which two it may lie."""

    name: str
    auc: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Ties that are alike. On the diagonal `foretold` = `came` the probability is right; its area goes by `ties`."""

    name: str
    foretold: float
    came: float
    ties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All values lie between 0 and 1, the counts apart."""

    bars: tuple[Bar, ...]
    """The best score first."""
    reliability: tuple[Point, ...]
    """By rising probability."""
    rhythm: tuple[Point, ...]
    """By rising silence; `came` is to fall."""


def chart(verdict: Verdict) -> Chart:
    """Scores of which no AUC can be said are left out."""
    known = [(name, each) for name, each in verdict.figures.items() if not isnan(each.auc)]
    bars = [Bar(name=name, auc=each.auc, low=each.auc_low, high=each.auc_high) for name, each in known]
    return Chart(
        bars=tuple(sorted(bars, key=lambda bar: (-bar.auc, bar.name))),
        reliability=_points(verdict.reliability),
        rhythm=_points(verdict.rhythm),
    )


def _points(bins: Iterable[Bin]) -> tuple[Point, ...]:
    return tuple(Point(name=each.name, foretold=each.foretold, came=each.came, ties=each.ties) for each in bins)
