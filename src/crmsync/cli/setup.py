"""`setup`: make what a destination lacks, after showing it."""

from collections.abc import Mapping, Sequence

import click

from crmsync.cli import given
from crmsync.cli.asking import agreed
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.config.settings import Config
from crmsync.connector import Schema
from crmsync.retry import Caller
from crmsync.sync.connections import destination
from crmsync.sync.run import Exit


@click.command()
@given.yes
@click.pass_obj
@told
def setup(obj: Globals, yes: bool) -> Exit:
    """Create the properties that crmsync fills in the CRM, after showing them. Sync never changes the schema."""
    config = given.config_of(obj)
    created = create_lacking(config, Caller(wait_scale=config.retry.wait_scale), yes=yes)
    if created is None:
        return Exit.PARTIAL
    if obj.json:
        print_json({"created": created})
    else:
        for name, names in created.items():
            click.echo(f"{name}: created {', '.join(names)}." if names else f"{name}: nothing was missing.")
    return Exit.DONE


def create_lacking(config: Config, caller: Caller, *, yes: bool) -> Mapping[str, Sequence[str]] | None:
    """By destination, the names of what was created; None where it was not confirmed. Raises as destinations do."""
    created: dict[str, list[str]] = {}
    for name, connection in config.destinations.items():
        opened = destination(connection, caller)
        if not isinstance(opened, Schema):
            continue
        steps = opened.lacking()
        shown = (f"{name}: {step.kind} {step.name} on {step.object}: {step.description}" for step in steps)
        if steps and not agreed(shown, "Create these?", yes=yes):
            return None
        for step in steps:
            opened.create(step)
        created[name] = [step.name for step in steps]
    return created
