"""What a run's requests cost."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What was spent, for the run's summary: requests by connector, quota units by account."""

    requests: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, connector: str, account: str | None, units: int) -> None:
        with self._lock:
            self.requests[connector] += 1
            if account and units:
                self.units[account] += units
