"""A first look: a few minutes of reading, who is there, and what a backfill would write. The CRM is only read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from crmsync.cli.asking import notice
from crmsync.cli.output import plan_lines
from crmsync.cli.voices import voices
from crmsync.config.settings import Config
from crmsync.planning.plan import Plan
from crmsync.store.engine import NoStore
from crmsync.store.journal import kind_of
from crmsync.sync.looking import Standing, perhaps_you, standing
from crmsync.sync.run import Run
from crmsync.sync.session import Order, synchronise

SHOWN = 5
"""Values that are shown of what would be written; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What a dry run of a few minutes has found."""

    run: Run
    pulled: Mapping[str, int]
    """By source; with what an earlier look has read, where this is a second one."""
    standing: Standing
    plans: Mapping[str, Plan]

    def as_json(self) -> dict[str, Any]:
        return {
            "pulled": dict(self.pulled),
            "people": self.standing.people,
            "in_population": self.standing.in_population,
            "would_write": {name: dict(_kinds(plan)) for name, plan in self.plans.items()},
            "troubles": self.run.troubles,
        }

    def lines(self) -> Iterator[str]:
        yield ""
        pulled = ", ".join(f"{count} from {name}" for name, count in self.pulled.items()) or "nothing"
        yield f"A first look. Read so far: {pulled}."
        people, known = self.standing.people, self.standing.in_population
        yield f"{people} people wrote or were written to; you wrote to {known} of them."
        for name, plan in self.plans.items():
            yield from _would_write(name, plan)
        for each in self.standing.perhaps_you:
            yield f"{perhaps_you(each)}."


def look(
    config: Config, minutes: float, now: datetime, *, yes: bool, before: FirstLook | None = None
) -> FirstLook | None:
    """Read for so many minutes a source, and work out what would be written. None where nothing could be read.

    `before`: the look after which the user said which addresses are theirs.
    """
    about = "Working it out again, with your addresses" if before else "A first look"
    notice(f"{about}: reading for {minutes:g} minutes a source at most. A backfill goes on from there.")
    order = Order(command="backfill", now=now, minutes=minutes, dry_run=True, first=True)
    with voices(yes=yes) as speaking:
        done = synchronise(config, order, speaking)
    for trouble in done.run.troubles:
        notice(f"crmsync: {trouble}")
    try:
        pulled = {
            name: count + (before.pulled.get(name, 0) if before else 0) for name, count in done.run.pulled.items()
        }
        return FirstLook(run=done.run, pulled=pulled, standing=standing(config, now), plans=done.plans)
    except NoStore:
        return None


def _kinds(plan: Plan) -> Counter[str]:
    return Counter(kind_of(change) for change in plan.changes)


def _would_write(name: str, plan: Plan) -> Iterator[str]:
    kinds = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in _kinds(plan).items()) or "nothing"
    yield f"{name}: a backfill would write, as far as is known: {kinds}."
    yield from (f"  {line}" for line in islice(plan_lines(plan), SHOWN))
