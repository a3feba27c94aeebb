"""`completion SHELL`: what lets a shell complete commands, options and people."""

import click
from click.shell_completion import get_completion_class

from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json

VARIABLE = "_CRMSYNC_COMPLETE"
"""By which the shell asks; click names it after the program."""


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_obj
@told
def completion(obj: Globals, shell: str) -> None:
    """Print the script that lets SHELL complete commands, options, and the people whom `next` names."""
    from crmsync.cli.main import main

    kind = get_completion_class(shell)
    if kind is None:
        raise LookupError(f"click knows no completion for {shell}")
    script = kind(main, {}, "crmsync", VARIABLE).source()
    if obj.json:
        print_json({"shell": shell, "script": script})
    else:
        click.echo(script)
