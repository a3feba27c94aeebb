"""How a run speaks on stderr: progress on a terminal, plain lines in cron, questions only where somebody can answer."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from crmsync.cli.asking import agreed
from crmsync.cli.output import plan_lines
from crmsync.cli.progress import Display, Telling, on_stderr
from crmsync.config.settings import Config
from crmsync.planning.plan import Plan
from crmsync.sync.session import Voices
from crmsync.sync.so_far import so_far

SHOWN = 40
"""Lines of a plan that are shown before it must be confirmed."""


@contextmanager
def voices(*, yes: bool, answers: Callable[[], Iterable[str]] | None = None) -> Iterator[Voices]:
    """`yes`: every question is answered with yes. `answers`: what can be told once, while there is much to read yet."""
    display = on_stderr(terminal=sys.stderr.isatty())
    telling = Telling(display, answers)
    try:
        yield Voices(
            tell=telling.tell,
            notice=telling.notice,
            confirm=lambda name, plan, reason: _confirm(display, name, plan, reason, yes=yes),
        )
    finally:
        display.end()


def first_answers(config: Config, now: datetime) -> Iterator[str]:
    """Who is known so far, while a first pull goes on."""
    found = so_far(config, now)
    if found.strongest:
        yield f"Known so far: {found.people} people with whom you were in contact. Those of most weight:"
    for each in found.strongest:
        last = each.dates.last_contact
        when = f"last contact {found.moment.day(last.at)}, {last.channel.value}" if last else ""
        yield f"  {(each.person.name or each.person.addresses[0])[:30]:30}  {when}"
    if found.strongest:
        yield "`crmsync show EMAIL` tells all about one of them, in another terminal, too. Reading goes on."


def _confirm(display: Display, destination: str, plan: Plan, reason: str, *, yes: bool) -> bool:
    if yes:
        return True
    display.end()
    lines = list(plan_lines(plan))
    more = [f"… and {len(lines) - SHOWN} lines more; `crmsync plan` shows all"] if len(lines) > SHOWN else []
    about = f"{destination}: {len(plan.changes)} changes; {reason}."
    return agreed([*lines[:SHOWN], *more, about], "Write this?", yes=False)
