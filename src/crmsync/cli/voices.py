"""How a run speaks on stderr: progress on a terminal, plain lines in cron, questions only where somebody can answer."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from crmsync.cli.asking import agreed, notice
from crmsync.cli.output import plan_lines
from crmsync.planning.plan import Plan
from crmsync.sync.session import Voices

PLAIN_SECONDS = 30
SHOWN = 40
"""Lines of a plan that are shown before it must be confirmed."""


@contextmanager
def voices(*, yes: bool) -> Iterator[Voices]:
    """`yes`: every question is answered with yes."""
    progress = _Progress(terminal=sys.stderr.isatty())
    try:
        yield Voices(tell=progress.tell, notice=notice, confirm=lambda *asked: _confirm(*asked, yes=yes))
    finally:
        progress.end()


class _Progress:
    """What is left and how long it will take, from the pace so far."""

    def __init__(self, *, terminal: bool) -> None:
        self.terminal = terminal
        self.started = self.told = time.monotonic()
        self.first: tuple[int, int] | None = None
        self.open_line = False

    def tell(self, source: str, stored: int, remaining: int | None) -> None:
        now = time.monotonic()
        text = f"{source}: {stored} read" + self._left(now, remaining)
        if self.terminal:
            click.echo(f"\r\x1b[2K{text}", err=True, nl=False)
            self.open_line = True
        elif now - self.told >= PLAIN_SECONDS:
            click.echo(text, err=True)
            self.told = now

    def end(self) -> None:
        if self.open_line:
            click.echo("", err=True)

    def _left(self, now: float, remaining: int | None) -> str:
        if not remaining:
            return ""
        self.first = self.first or (remaining, 0)
        done = self.first[0] - remaining
        seconds = (now - self.started) / done * remaining if done else None
        return f", {remaining} left" + (f", about {_duration(seconds)}" if seconds is not None else "")


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a minute at most"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _confirm(destination: str, plan: Plan, reason: str, *, yes: bool) -> bool:
    if yes:
        return True
    lines = list(plan_lines(plan))
    more = [f"… and {len(lines) - SHOWN} lines more; `crmsync plan` shows all"] if len(lines) > SHOWN else []
    about = f"{destination}: {len(plan.changes)} changes; {reason}."
    return agreed([*lines[:SHOWN], *more, about], "Write this?", yes=False)
