"""The account around the state: its clock, its switches, and the rules that values are judged by."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from .kinds import Kind
from .records import Record
from .state import State
from .values import Rules, time_text


def utc_now() -> datetime:
    return datetime.now(UTC)


class Account:
    """A state and how it behaves. The switches can be set at any time; `state` is changed only while `acting`."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = utc_now,
        window_scale: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        seed: int = 0,
    ) -> None:
        self.portal_id = 8_913_665
        self.state = State()
        self.state.find_by_unique_properties()
        self.zone = ZoneInfo("UTC")
        """The account's time zone: at its midnight the day of the limits ends."""
        self.search_lag = 0.0
        """Seconds (times window_scale) after which search sees a change."""
        self.unique_task_properties = True
        """Whether a property on tasks may have hasUniqueValue: not documented either way."""
        self.milliseconds = True
        """Whether times show milliseconds that are zero: HubSpot answers both, so who reads them must parse."""
        self.random = random.Random(seed)  # noqa: S311  # the order of results, repeatable
        self.now, self.window_scale, self.clock = now, window_scale, clock
        self.lock = threading.RLock()
        """Held by whoever reads or changes the state."""

    @property
    def today(self) -> date:
        """The account's civil day."""
        return self.now().astimezone(self.zone).date()

    def stamp(self) -> str:
        """The present time as the account answers it."""
        return time_text(self.now(), milliseconds=self.milliseconds)

    def rules(self) -> Rules:
        active = {owner.id for owner in self.state.owners.values() if not owner.archived}
        return Rules(owners=active, milliseconds=self.milliseconds)

    @contextmanager
    def acting(self) -> Iterator[State]:
        """The state, for one deed or request: nobody else acts meanwhile, and search has seen what is old enough."""
        with self.lock:
            self._settle()
            yield self.state

    def _settle(self) -> None:
        moment = self.clock()
        for records in self.state.records.values():
            records.index.clock = moment
            records.index.settle(moment - self.search_lag * self.window_scale)

    def record(self, kind: Kind, which: str) -> Record:
        """The record of this id, or the contact with this address. Raises `KeyError` where there is none."""
        records = self.state.of(kind)
        found = records.find("email", which) if "@" in which else records.get(which)
        if found is None:
            raise KeyError(f"no such {kind.singular}: {which}")
        return found
