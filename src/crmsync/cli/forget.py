"""`forget EMAIL`."""

from collections.abc import Iterator
from functools import partial

import click

from crmsync.cli import given
from crmsync.cli.asking import agreed, notice, trouble
from crmsync.cli.completing import people
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.next import keep_answer
from crmsync.cli.output import print_json
from crmsync.connector import ArchiveContact, ArchiveLogged, ArchiveTask, ClearProfile
from crmsync.relationships.day_words import in_words
from crmsync.sync.forgetting import Forgotten
from crmsync.sync.forgetting import forget as erase
from crmsync.sync.run import EXITS, Exit
from crmsync.sync.whom import Whom


@click.command()
@click.argument("email", shell_complete=people)
@given.yes
@given.as_of
@click.pass_obj
@told
def forget(obj: Globals, email: str, yes: bool, as_of: str | None) -> Exit:
    """Erase whoever has EMAIL, here and in the CRM, and keep them out from now on. There is no way back.

    In the CRM our values, your settings for them and our tasks go; a contact only if crmsync made it.
    """
    config = given.config_of(obj)
    given.only_in_a_sandbox(as_of, config)
    done = erase(config, email, given.moment(as_of, config), notice, partial(_confirm, yes=yes))
    keep_answer(obj, config, as_of)
    if obj.json:
        print_json({**done.run.summary(), "forgotten": list(done.addresses)})
    else:
        for line in _lines(done, email):
            click.echo(line)
    trouble(done.run.complaints())
    return EXITS[done.run.status]


def _lines(done: Forgotten, email: str) -> Iterator[str]:
    if done.already:
        yield f"{email} was forgotten on {in_words(done.already.date())} already; nothing is left to erase."
    elif done.addresses:
        yield f"{', '.join(done.addresses)}: forgotten. Only a keyed hash is kept, by which they are kept out."
    else:
        yield f"{email} is not forgotten."


def _confirm(found: Whom, *, yes: bool) -> bool:
    return agreed(_shown(found), "Erase all this for good?", yes=yes)


def _shown(found: Whom) -> Iterator[str]:
    yield f"{found.name or found.addresses[0]}  <{', '.join(found.addresses)}>"
    alone = sum(len(ids) for part in (found.share.alone, found.share.naming) for ids in part.values())
    yield f"here: {found.share.count} records, {alone} of them theirs alone; in the others they get a keyed hash's name"
    for name, changes in found.changes.items():
        tasks = sum(isinstance(change, ArchiveTask) for change in changes)
        logs = sum(isinstance(change, ArchiveLogged) for change in changes)
        for change in changes:
            if isinstance(change, ClearProfile):
                yield f"{name}: contact {change.profile} is emptied of crmsync's values and of your settings for it"
            if isinstance(change, ArchiveContact):
                yield f"{name}: contact {change.profile} is archived, because crmsync made it"
        if tasks:
            yield f"{name}: {tasks} tasks are archived"
        if logs:
            yield f"{name}: {logs} logged conversations are archived, and later made anew for others who were there"
