"""What `init` has found and done, and how it ends: what is missing, what comes next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from crmsync.cli.asking import notice
from crmsync.cli.check import found_json, print_found
from crmsync.cli.first_look import FirstLook
from crmsync.cli.mending import remedy
from crmsync.cli.output import print_json
from crmsync.cli.schedule import nightly, schedule_json, schedule_lines
from crmsync.config.settings import Config
from crmsync.connector import Weight
from crmsync.sync.checking import Found
from crmsync.sync.lacking import lacking
from crmsync.sync.run import Exit


@dataclass(slots=True, kw_only=True)
class Beginning:
    """What was found on the way."""

    config: Config
    quiet: bool
    found: list[Found] = field(default_factory=list)
    unconfirmed: bool = False
    look: FirstLook | None = None

    def hear(self, found: Iterable[Found]) -> None:
        for each in found:
            self.found.append(each)
            if not self.quiet:
                print_found(each)


def ended(done: Beginning) -> Exit:
    missing = [remedy(lack, done.config) for lack in lacking(done.config)]
    found = nightly(done.config.path)
    if done.quiet:
        print_json(_json(done, missing, schedule_json(found)))
    else:
        for line in _lines(done, missing, list(schedule_lines(found))):
            click.echo(line)
    for each in missing:
        notice(f"crmsync: {each}")
    wrong = any(each.finding.weight is Weight.WRONG for each in done.found)
    return Exit.PARTIAL if missing or wrong or done.unconfirmed else Exit.DONE


def _json(done: Beginning, missing: list[str], schedule: dict[str, Any]) -> dict[str, Any]:
    return {
        "config": str(done.config.path),
        "found": [found_json(each) for each in done.found],
        "missing": missing,
        "look": done.look.as_json() if done.look else None,
        "schedule": schedule,
    }


def _lines(done: Beginning, missing: list[str], schedule: list[str]) -> Iterator[str]:
    if done.look:
        yield from done.look.lines()
    if missing:
        return
    yield ""
    answer = "and `crmsync next` and `report` answer from it"
    follows = "shows the first push, and asks" if done.config.destinations else answer
    yield f"Next: `crmsync backfill` reads on, {follows}. Then, every night:"
    yield ""
    yield from schedule
