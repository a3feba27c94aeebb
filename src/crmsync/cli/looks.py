"""`plan`, `show`, `status`, `runs`: they look at the store, send no request and write nothing."""

from collections.abc import Sequence

import click

from crmsync.cli import given
from crmsync.cli.asking import trouble
from crmsync.cli.completing import people
from crmsync.cli.failures import told
from crmsync.cli.folding import print_lines
from crmsync.cli.main import Globals
from crmsync.cli.output import plan_json, print_json, print_plans
from crmsync.cli.person import person_json, person_lines
from crmsync.planning.wanted import time_text
from crmsync.sync.looking import about, look_at_plans, past_runs, standing
from crmsync.sync.run import Exit


@click.command()
@given.as_of
@click.pass_obj
@told
def plan(obj: Globals, as_of: str | None) -> Exit:
    """What a sync would write to the CRM, from what is known now."""
    config = given.config_of(obj)
    found = look_at_plans(config, given.moment(as_of, config))
    if obj.json:
        print_json({name: plan_json(each, found.absent[name]) for name, each in found.plans.items()})
    else:
        print_plans(found.plans)
        for name, count in found.absent.items():
            if count:
                click.echo(f"{name}: you talk with {count} people whom it does not have; `crmsync status` names them")
    return _complete(found.troubles)


@click.command()
@click.argument("email", shell_complete=people)
@given.as_of
@click.pass_obj
@told
def show(obj: Globals, email: str, as_of: str | None) -> Exit:
    """All about one person: each value with the mail or meeting that set it, and what was left out and why."""
    config = given.config_of(obj)
    found = about(config, email, given.moment(as_of, config))
    if obj.json:
        print_json(person_json(found))
    else:
        print_lines(person_lines(found))
    return _complete(found.troubles)


@click.command()
@given.as_of
@click.pass_obj
@told
def status(obj: Globals, as_of: str | None) -> Exit:
    """How much is known, since when, and how the last run ended."""
    config = given.config_of(obj)
    found = standing(config, given.moment(as_of, config))
    if obj.json:
        print_json(found.as_json())
    else:
        print_lines(found.lines())
    return _complete(found.troubles)


def _complete(troubles: Sequence[str]) -> Exit:
    """What is shown is partial where something could not be worked out."""
    trouble(troubles)
    return Exit.PARTIAL if troubles else Exit.DONE


@click.command()
@click.pass_obj
@told
def runs(obj: Globals) -> None:
    """Past runs, the newest first."""
    found = past_runs(given.config_of(obj))
    if obj.json:
        print_json(
            [
                {
                    **row.summary,
                    "run": row.id,
                    "command": row.command,
                    "started": time_text(row.started),
                    "status": row.status,
                }
                for row in found
            ]
        )
        return
    for row in found:
        applied = row.summary.get("applied", 0)
        click.echo(
            f"{row.id:5}  {time_text(row.started)}  {row.command:9} {row.status or 'cut off':12} {applied} applied"
        )
