"""A verdict for machines and for people."""

from collections.abc import Iterable, Iterator
from math import isnan
from typing import Any

from crmsync.backtest.measures import Bin
from crmsync.backtest.protocol import Figures, Verdict

MEASURES = ("auc", "auc_per_owner", "average_precision", "auc_quiet", "brier")


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """What can't be said is null."""
    return {
        "horizon_days": verdict.horizon_days,
        "ties": verdict.ties,
        "again": round(verdict.again, 4),
        "scores": {name: _figures_json(each) for name, each in verdict.figures.items()},
        "reliability": _bins_json(verdict.reliability),
        "rhythm": _bins_json(verdict.rhythm),
        "coefficients": [verdict.fitted.intercept, *verdict.fitted.of_features],
    }


def _figures_json(figures: Figures) -> dict[str, float | None]:
    found = {name: getattr(figures, name) for name in MEASURES}
    return {name: None if isnan(value) else round(value, 4) for name, value in found.items()}


def _bins_json(bins: Iterable[Bin]) -> list[dict[str, Any]]:
    return [
        {"bin": each.name, "ties": each.ties, "foretold": round(each.foretold, 4), "came": round(each.came, 4)}
        for each in bins
    ]


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Tables."""
    yield f"{verdict.ties} ties; {verdict.again:.0%} were in contact again within {verdict.horizon_days} days"
    yield f"{'score':20}" + "".join(f"{name.replace('_', ' '):>19}" for name in MEASURES)
    for name, figures in verdict.figures.items():
        values = (getattr(figures, measure) for measure in MEASURES)
        yield f"{name:20}" + "".join(f"{'-' if isnan(value) else f'{value:.3f}':>19}" for value in values)
    yield from _bin_lines("fitted probability", verdict.reliability)
    yield from _bin_lines("silence / typical gap", verdict.rhythm)


def _bin_lines(title: str, bins: Iterable[Bin]) -> Iterator[str]:
    yield f"{title:24}{'ties':>8}{'foretold':>10}{'came':>8}"
    for each in bins:
        yield f"{each.name:24}{each.ties:8}{each.foretold:10.2f}{each.came:8.2f}"
