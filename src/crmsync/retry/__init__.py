"""One policy for every request: what is repeated, how long is waited, what is counted, what is never shown.

A connector classifies its library's exceptions and sends each request through `Caller.call`. Waiting, repeating and
budgets are nowhere else.
"""

from crmsync.retry.again import Again, Classify
from crmsync.retry.budget import Budget
from crmsync.retry.caller import ATTEMPTS, Caller, Stopped
from crmsync.retry.redacting import redact
from crmsync.retry.tally import Tally

__all__ = ["ATTEMPTS", "Again", "Budget", "Caller", "Classify", "Stopped", "Tally", "redact"]
