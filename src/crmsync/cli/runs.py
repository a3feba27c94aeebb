"""`backfill` and `sync`: the runs that pull and push."""

from functools import partial

import click

from crmsync.cli import given
from crmsync.cli.asking import trouble
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.next import keep_answer
from crmsync.cli.output import print_json, print_plans, print_run
from crmsync.cli.voices import first_answers, voices
from crmsync.config.settings import Config
from crmsync.sync.run import EXITS, Exit
from crmsync.sync.session import Order, synchronise

dry_run = click.option("--dry-run", is_flag=True, help="Pull and plan, but write nothing to the CRM.")


@click.command()
@click.option("--since", metavar="DATE", help="How far back to read; everything where it is not given.")
@dry_run
@given.yes
@given.as_of
@click.pass_obj
@told
def backfill(obj: Globals, since: str | None, dry_run: bool, yes: bool, as_of: str | None) -> Exit:
    """Read the history once, then push.

    It can be stopped at any time and run again: it goes on where it stopped.
    """
    config = given.config_of(obj)
    given.only_in_a_sandbox(as_of, config)
    order = Order(
        command="backfill",
        now=given.moment(as_of, config),
        since=given.beginning(since, config),
        dry_run=dry_run,
        first=True,
    )
    return _run(obj, config, order, as_of, yes=yes)


@click.command()
@click.option(
    "--max-minutes", type=float, default=60, show_default=True, help="How long an unfinished backfill goes on."
)
@dry_run
@given.yes
@given.as_of
@click.pass_obj
@told
def sync(obj: Globals, max_minutes: float, dry_run: bool, yes: bool, as_of: str | None) -> Exit:
    """The nightly run: pull what is new, push what changed. Nothing new costs a handful of requests."""
    config = given.config_of(obj)
    given.only_in_a_sandbox(as_of, config)
    order = Order(command="sync", now=given.moment(as_of, config), minutes=max_minutes, dry_run=dry_run)
    return _run(obj, config, order, as_of, yes=yes)


def _run(obj: Globals, config: Config, order: Order, as_of: str | None, *, yes: bool) -> Exit:
    answers = partial(first_answers, config, order.now) if order.first else None
    with voices(yes=yes, answers=answers) as speaking:
        done = synchronise(config, order, speaking)
    keep_answer(obj, config, as_of)
    if obj.json:
        print_json(done.run.summary())
    else:
        if order.dry_run:
            print_plans(done.plans)
        print_run(done.run)
    trouble(done.run.complaints())
    return EXITS[done.run.status]
