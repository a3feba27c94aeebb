"""Which coefficients to keep: the user's own where they foretell better, on ties that they were not fitted on."""

from dataclasses import dataclass

from crmsync.backtest.protocol import FITTED, SHIPPED, Verdict
from crmsync.relationships.likelihood import Coefficients

FEWEST = 50
"""Of the rarer kind among the ties to fit on: ten for each coefficient (Peduzzi et al. 1996)."""
FEWEST_JUDGED = 20
SURE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`own`: the user's own coefficients, where they are to be kept; else the shipped ones are. With the reason."""

    own: Coefficients | None
    because: str


def choose(verdict: Verdict) -> Choice:
    """The fitted ones must order the held-out ties no worse, and be nearer to what came in 19 of 20 resamples."""
    return Choice(own=None if (against := _against(verdict)) else verdict.fitted, because=against or _for(verdict))


def _against(verdict: Verdict) -> str:
    shipped, fitted = verdict.figures[SHIPPED], verdict.figures[FITTED]
    if verdict.rarer_before < FEWEST or verdict.rarer < FEWEST_JUDGED:
        return (
            f"the history is too small: {FEWEST} ties to fit on and {FEWEST_JUDGED} to judge by are needed, both of "
            f"those in contact again and of those not; of the rarer kind there are {verdict.rarer_before} "
            f"and {verdict.rarer}"
        )
    if fitted.auc < shipped.auc:
        return f"yours order the ties of the last cut-off no better: AUC {fitted.auc:.3f}, shipped {shipped.auc:.3f}"
    if verdict.surer < SURE:
        return (
            f"yours are not surely nearer to what came: Brier {fitted.brier:.3f}, shipped {shipped.brier:.3f}, better "
            f"in {verdict.surer:.0%} of resamples; {SURE:.0%} are needed"
        )
    return ""


def _for(verdict: Verdict) -> str:
    shipped, fitted = verdict.figures[SHIPPED], verdict.figures[FITTED]
    return (
        f"on the last cut-off, which they were not fitted on, they foretell better: AUC {fitted.auc:.3f}, shipped "
        f"{shipped.auc:.3f}; Brier {fitted.brier:.3f}, shipped {shipped.brier:.3f}"
    )
