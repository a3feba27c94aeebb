"""What a run did so far, and how it ends: counts, troubles, status, exit code."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from crmsync.config.settings import ConfigError
from crmsync.connector import ConnectorError
from crmsync.retry import Tally
from crmsync.store import journal
from crmsync.store.engine import StoreError
from crmsync.store.store import Store


class Status(StrEnum):
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


class Exit(IntEnum):
    """The process's exit code; documented in docs/commands.md, relied on by cron jobs."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    INTERRUPTED = 130


EXITS = {
    Status.DONE: Exit.DONE,
    Status.PARTIAL: Exit.PARTIAL,
    Status.FAILED: Exit.FAILED,
    Status.REFUSED: Exit.PARTIAL,
    Status.INTERRUPTED: Exit.INTERRUPTED,
}


@dataclass(slots=True)
class Run:
    """Filled by the steps of a run. `number` is None for a run that keeps no record: one that only looks."""

    number: int | None
    tally: Tally
    pulled: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    """Why records could not be read, and how many."""
    changes: Counter[str] = field(default_factory=Counter)
    applied: int = 0
    rejections: list[str] = field(default_factory=list)
    """Changes that a service refused: where, whose, why."""
    reached: int = 0
    """Sources and destinations whose part was done whole."""
    troubles: list[str] = field(default_factory=list)
    refused: str | None = None
    edited: int = 0
    """Contacts that hold another value of ours than we wrote; they are left as they are."""
    waiting: int = 0
    """People whose task waits for capacity."""
    unlogged: int = 0
    """Conversations that later runs will log."""
    doubled: int = 0
    """People who have several contacts at one destination."""
    interrupted: bool = False
    unstored: bool = False
    """The store itself failed: the run's end may not be in it."""

    @contextmanager
    def step(self, connection: str) -> Iterator[None]:
        """A source's or destination's part: its trouble is noted and stops nothing else."""
        try:
            yield
            self.reached += 1
        except (ConnectorError, ConfigError) as error:  # a secret that can't be read is one connector's trouble, too
            self.troubles.append(f"{connection}: {error}")

    def hear(self, troubles: Iterable[str]) -> None:
        """Trouble that is no connector's alone, and may be met at each of them: it is told once."""
        self.troubles += [trouble for trouble in troubles if trouble not in self.troubles]

    @property
    def skipped(self) -> int:
        return self.skips.total()

    @property
    def rejected(self) -> int:
        return len(self.rejections)

    def complaints(self) -> Iterator[str]:
        """What the user must know beside the counts, a sentence or two each."""
        yield from self.troubles
        if self.refused:
            yield self.refused
        if self.rejections:
            more = f" (and {self.rejected - 1} more)" if self.rejected > 1 else ""
            yield f"{self.rejections[0]}{more}. Mend it there; the same content is not sent again, other content is."
        if self.interrupted:
            yield "interrupted; what was done is saved. Run it again to go on."

    @property
    def status(self) -> Status:
        if self.interrupted:
            return Status.INTERRUPTED
        if self.troubles and not self.reached and not self.applied and not self.pulled.total():
            return Status.FAILED
        if self.refused:
            return Status.REFUSED
        return Status.PARTIAL if self.troubles or self.rejected else Status.DONE

    def summary(self) -> dict[str, Any]:
        """The JSON of a run, as other programs read it."""
        return {
            "run": self.number,
            "status": self.status.value,
            "pulled": dict(self.pulled),
            "skipped": self.skipped,
            "changes": dict(self.changes),
            "applied": self.applied,
            "rejected": self.rejected,
            "requests": dict(self.tally.requests),
            "quota_units": dict(self.tally.units),
        }


@contextmanager
def recorded(store: Store, command: str, started: datetime, tally: Tally) -> Iterator[Run]:
    """A run with a row of its own, which an error that nobody foresaw, or a kill, leaves without an end.

    Where the store fails, all stops; what was stored before stays.
    """
    with store.write() as tx:
        run = Run(number=journal.begin(tx, command, started), tally=tally)
    try:
        yield run
    except KeyboardInterrupt:
        run.interrupted = True
    except StoreError as error:
        run.unstored = True
        run.troubles.append(str(error))
    with suppress(StoreError) if run.unstored else nullcontext():
        _end(store, run)


def _end(store: Store, run: Run) -> None:
    if run.number is not None:
        summary = {**run.summary(), "troubles": run.troubles, "refused": run.refused}
        with store.write() as tx:
            journal.end(tx, run.number, ended=datetime.now(UTC), status=run.status.value, summary=summary)
