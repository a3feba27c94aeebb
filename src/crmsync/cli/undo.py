"""`undo RUN`."""

from functools import partial

import click

from crmsync.cli import given
from crmsync.cli.asking import agreed, notice, trouble
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.next import keep_answer
from crmsync.cli.output import print_json, print_run
from crmsync.sync.run import EXITS, Exit
from crmsync.sync.session import take_back
from crmsync.sync.undo import Undo


@click.command()
@click.argument("run", type=int)
@given.yes
@given.as_of
@click.pass_obj
@told
def undo(obj: Globals, run: int, yes: bool, as_of: str | None) -> Exit:
    """Put back what RUN wrote, where nobody has changed it since.

    Values are restored, tasks it made archived, tasks it completed opened again. The next sync does not redo it.
    """
    config = given.config_of(obj)
    given.only_in_a_sandbox(as_of, config)
    done = take_back(config, run, given.moment(as_of, config), notice, partial(_confirm, yes=yes))
    keep_answer(obj, config, as_of)
    if obj.json:
        print_json(done.summary())
    else:
        print_run(done)
    trouble(done.complaints())
    return EXITS[done.status]


def _confirm(name: str, found: Undo, *, yes: bool) -> bool:
    kept = (f"{name}: stays as it is: {why}" for why in found.kept)
    shown = [*kept, f"{name}: {len(found.changes)} changes are put back."]
    return agreed(shown, "Do it?", yes=yes or not found.changes)
