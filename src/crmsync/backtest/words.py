"""A verdict for machines and for people."""

from collections.abc import Iterable, Iterator
from math import isnan
from typing import Any

from crmsync.backtest.figures import Figures
from crmsync.backtest.measures import Bin
from crmsync.backtest.protocol import Verdict
from crmsync.backtest.stability import Stability

MEASURES = ("auc", "auc_low", "auc_high", "auc_per_owner", "average_precision", "auc_quiet", "brier")


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """What can't be said is null."""
    return {
        "horizon_days": verdict.horizon_days,
        "cutoffs": verdict.cutoffs,
        "owners": verdict.owners,
        "ties": verdict.ties,
        "again": round(verdict.again, 4),
        "scores": {name: _figures_json(each) for name, each in verdict.figures.items()},
        "reliability": _bins_json(verdict.reliability),
        "rhythm": _bins_json(verdict.rhythm),
        "stability": _stability_json(verdict.stability),
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


def _stability_json(found: Stability) -> dict[str, Any]:
    return {
        "owners": found.owners,
        "nights": found.nights,
        "changed": round(found.changed, 4),
        "most": round(found.most, 4),
        "without_news": found.without_news,
    }


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Tables, 80 columns wide at most."""
    whose = f"{verdict.ties} ties of {_count(verdict.owners, 'owner')}"
    yield f"{whose}; {verdict.again:.0%} were in contact again within {verdict.horizon_days} days."
    yield f"Fitted on the {_count(verdict.cutoffs - 1, 'cut-off')} before, judged on the last."
    yield ""
    yield f"{'score':20}{'AUC':>6}{'95 in 100':>14}{'per owner':>11}{'precision':>11}{'quiet':>8}{'Brier':>8}"
    for name, each in verdict.figures.items():
        yield _figures_line(name, each)
    yield ""
    yield from _bin_lines("fitted probability", verdict.reliability)
    yield ""
    yield from _bin_lines("silence / typical gap", verdict.rhythm)
    yield ""
    yield from _stability_lines(verdict.stability)


def _figures_line(name: str, each: Figures) -> str:
    between = "-" if isnan(each.auc_low) else f"{each.auc_low:.3f}-{each.auc_high:.3f}"
    of_owner, precision = _number(each.auc_per_owner), _number(each.average_precision)
    quiet, brier = _number(each.auc_quiet), _number(each.brier)
    return f"{name:20}{_number(each.auc):>6}{between:>14}{of_owner:>11}{precision:>11}{quiet:>8}{brier:>8}"


def _number(value: float) -> str:
    return "-" if isnan(value) else f"{value:.3f}"


def _bin_lines(title: str, bins: Iterable[Bin]) -> Iterator[str]:
    yield f"{title:24}{'ties':>8}{'foretold':>10}{'came':>8}"
    for each in bins:
        yield f"{each.name:24}{each.ties:8}{each.foretold:10.2f}{each.came:8.2f}"


def _stability_lines(found: Stability) -> Iterator[str]:
    over = f"Circles over {found.nights} nights, {_count(found.owners, 'owner')}"
    yield f"{over}: {found.changed:.2%} of people change a night,"
    yield f"{found.most:.2%} in the worst; {found.without_news} without news."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
