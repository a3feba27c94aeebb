"""Progress on stderr: one line that moves on a terminal, a plain line now and then elsewhere."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from crmsync.cli.asking import notice
from crmsync.cli.pace import Pace, duration, until
from crmsync.retry import redact

if TYPE_CHECKING:
    from rich.progress import Progress

PLAIN_SECONDS = 30
FIRST_ANSWERS = 45.0
"""Seconds after which it is told once who is known so far, if more is to come: with the next page, which a quota may
hold back for a minute."""
AGAIN_SECONDS = 60.0
"""The same notice is told once in so long."""
WORTH_TELLING = 1.0
"""Minutes; what is read faster needs no announcement."""
FREELY = "Stop it with Ctrl-C whenever you like: run again, it goes on where it stopped."


class Display(Protocol):
    """Where progress is shown."""

    def show(self, source: str, text: str, done: float | None) -> None:
        """`done`: the part that is, from 0 to 1, where it is known."""

    def say(self, text: str) -> None:
        """A line that stays."""

    def end(self) -> None:
        """Nothing more is shown."""


class Plain:
    """For cron and files: a line each half minute, so that a quiet night writes none."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told = clock()

    def show(self, source: str, text: str, done: float | None) -> None:
        if self._clock() - self._told >= PLAIN_SECONDS:
            self.say(f"{source}: {text}")
            self._told = self._clock()

    def say(self, text: str) -> None:
        notice(text)

    def end(self) -> None:
        """Nothing is open."""


class Moving:
    """For a terminal: rich's bar, which heeds NO_COLOR and the width."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._tasks: dict[str, int] = {}

    def show(self, source: str, text: str, done: float | None) -> None:
        bar = self._bar or self._begin()
        if source not in self._tasks:
            self._tasks[source] = bar.add_task("", total=1, source=source, text=text)
        task = bar.tasks[self._tasks[source]].id
        bar.update(task, completed=1 if done is None else done, text=text)

    def say(self, text: str) -> None:
        if self._bar:
            self._bar.console.print(redact(text), markup=False, highlight=False, soft_wrap=True)
        else:
            notice(text)

    def end(self) -> None:
        """Leaves what was shown; a question may follow, and then more progress."""
        if self._bar:
            self._bar.stop()
        self._bar, self._tasks = None, {}

    def _begin(self) -> "Progress":
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (TextColumn("{task.fields[source]:12}", markup=False), BarColumn(bar_width=16))
        words = TextColumn("{task.fields[text]}", markup=False)
        self._bar = Progress(*columns, words, console=Console(stderr=True))
        self._bar.start()
        return self._bar


class Telling:
    """What a pull tells, source by source, made into words."""

    def __init__(
        self,
        display: Display,
        answers: Callable[[], Iterable[str]] | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    ) -> None:
        self._display, self._answers, self._clock, self._wall = display, answers, clock, wall
        self._began = clock()
        self._paces: dict[str, Pace] = {}
        self._most: dict[str, int] = {}
        self._noticed: dict[str, float] = {}

    def tell(self, source: str, stored: int, remaining: int | None, minutes: float | None) -> None:
        """As `crmsync.sync.pull.Tell`."""
        new = source not in self._paces
        pace = self._paces.setdefault(source, Pace())
        if remaining is not None:
            pace.seen(self._clock(), remaining, minutes)
            self._most[source] = max(self._most.get(source, 0), remaining)
        if new and remaining and minutes and minutes >= WORTH_TELLING:
            self._announce(source, remaining, minutes)
        self._display.show(source, self._words(pace, stored, remaining), self._part(source, remaining))
        self._answer(remaining)

    def notice(self, text: str) -> None:
        """A word on what is going on; the same one is not repeated at once."""
        now = self._clock()
        if now - self._noticed.get(text, -AGAIN_SECONDS) >= AGAIN_SECONDS:
            self._noticed[text] = now
            self._display.say(text)

    def _announce(self, source: str, remaining: int, minutes: float) -> None:
        end = f"about {duration(minutes * 60)}, until {until(minutes * 60, self._wall())}"
        self._display.say(f"{source}: {remaining} to read; the service's quota makes that {end}. {FREELY}")

    def _words(self, pace: Pace, stored: int, remaining: int | None) -> str:
        words = [f"{stored} read"]
        if remaining:
            words.append(f"{remaining} left")
            if (rate := pace.per_minute) is not None:
                words.append(f"{rate:.0f}/min")
            if (seconds := pace.seconds_left) is not None:
                words.append(f"{duration(seconds)}, until {until(seconds, self._wall())}")
        return ", ".join(words)

    def _part(self, source: str, remaining: int | None) -> float | None:
        most = self._most.get(source)
        return 1 - remaining / most if most and remaining is not None else None

    def _answer(self, remaining: int | None) -> None:
        """Once, when somebody may want to know, and while there is still something to wait for."""
        if self._answers is None or not remaining or self._clock() - self._began < FIRST_ANSWERS:
            return
        answers, self._answers = self._answers, None
        for line in answers():
            self._display.say(line)


def on_stderr(*, terminal: bool) -> Display:
    return Moving() if terminal else Plain()
