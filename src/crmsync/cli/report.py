"""`report`: one page to look at, in a file of its own."""

import webbrowser
from functools import partial
from pathlib import Path

import click

from crmsync.backtest.protocol import TooLittle, Verdict
from crmsync.cli import given
from crmsync.cli.asking import trouble
from crmsync.cli.backtest import own_verdict
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.cli.person import person_lines
from crmsync.config.settings import Config
from crmsync.report.building import report as built
from crmsync.report.gathering import gathered
from crmsync.report.page import page
from crmsync.report.writing import Unwritable, write
from crmsync.sync.own_history import OwnHistory
from crmsync.sync.run import Exit

NAME = "crmsync-report.html"


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=f"Else {NAME} beside the configuration.")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@given.as_of
@click.pass_obj
@told
def report(obj: Globals, out: Path | None, show: bool, as_of: str | None) -> Exit:
    """One page with charts and everybody in it: who is warm, who is drifting, and why. It needs no network."""
    config = given.config_of(obj)
    now = given.moment(as_of, config)
    data = built(gathered(config, now, person_lines, partial(_verdict, config)))
    path = (out or given.path_of(obj).parent / NAME).absolute()
    try:
        write(path, page(data))
    except Unwritable as error:
        raise click.UsageError(str(error)) from error
    _say(obj, path, len(data.people))
    if show:
        webbrowser.open(path.as_uri())
    trouble(data.troubles)
    return Exit.PARTIAL if data.troubles else Exit.DONE


def _verdict(config: Config, own: OwnHistory) -> Verdict | str:
    try:
        return own_verdict(config, own)
    except TooLittle as error:
        return str(error)


def _say(obj: Globals, path: Path, people: int) -> None:
    if obj.json:
        print_json({"file": str(path), "people": people})
    else:
        click.echo(f"{path}: {people} people. It is for your eyes: personal people are in it, too.")
