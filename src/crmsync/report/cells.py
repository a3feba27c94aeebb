"""The pictures of the report in numbers: rows of tables, for who reads rather than looks."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from crmsync.backtest.measures import Bin
from crmsync.report.data import Score
from crmsync.report.flows import Month
from crmsync.report.keeping import Quarter
from crmsync.report.signature import Layer
from crmsync.report.words import month

Cells = tuple[str | int, ...]


def layer_cells(each: Layer) -> Cells:
    return each.size, f"{each.share:.0%}", "" if each.usual is None else f"{each.usual:.0%}"


def by_month(days: Mapping[date, int]) -> list[Cells]:
    found: dict[date, list[int]] = defaultdict(list)
    for day, count in days.items():
        found[day.replace(day=1)].append(count)
    return [(month(first), len(counts), sum(counts)) for first, counts in found.items()]


def month_cells(each: Month) -> Cells:
    return month(each.first), *each.received, *each.sent, *each.talks


def quarter_cells(each: Quarter) -> Cells:
    return each.name, each.met, each.kept, each.lost, each.young


def score_cells(each: Score) -> Cells:
    return each.name, f"{each.auc:.3f}"


def bin_cells(each: Bin) -> Cells:
    return each.name, each.ties, f"{each.foretold:.0%}", f"{each.came:.0%}"


CELLS = (layer_cells, by_month, month_cells, quarter_cells, score_cells, bin_cells)
"""As the page's filters, each under its own name."""
