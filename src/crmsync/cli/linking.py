"""`link` and `unlink`: correct who is who, reversibly."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from crmsync.cli import given
from crmsync.cli.completing import people
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.next import keep_answer
from crmsync.cli.output import print_json
from crmsync.cli.person import identity_json, identity_line
from crmsync.sync.linking import Outcome, say


@click.command()
@click.argument("email", shell_complete=people)
@click.argument("other", shell_complete=people)
@click.pass_obj
@told
def link(obj: Globals, email: str, other: str) -> None:
    """EMAIL and OTHER are one person: your word goes before everybody's. The next sync mirrors it.

    It sends no request. `unlink` takes it back.
    """
    _said(obj, email, other, apart=False)


@click.command()
@click.argument("email", shell_complete=people)
@click.argument("other", shell_complete=people)
@click.pass_obj
@told
def unlink(obj: Globals, email: str, other: str) -> None:
    """EMAIL and OTHER are two people, whatever an address book or the CRM says. The next sync mirrors it.

    It sends no request. `link` takes it back.
    """
    _said(obj, email, other, apart=True)


def _said(obj: Globals, email: str, other: str, *, apart: bool) -> None:
    config = given.config_of(obj)
    done = say(config, email, other, apart=apart, now=datetime.now(UTC))
    keep_answer(obj, config, None)
    if obj.json:
        print_json(_json(done, apart=apart))
        return
    for line in _lines(done, email, other, apart=apart):
        click.echo(line)


def _json(done: Outcome, *, apart: bool) -> dict[str, Any]:
    return {
        "word": "unlink" if apart else "link",
        "people": [
            {"emails": list(each.addresses), "name": each.name or None, "identity": identity_json(each.identity)}
            for each in done.people
        ],
        "left_out": identity_json(done.left_out),
    }


def _lines(done: Outcome, email: str, other: str, *, apart: bool) -> Iterator[str]:
    yield f"{email} and {other} are {'two people' if apart else 'one person'} now, by your word."
    for each in done.people:
        yield f"{each.name or each.addresses[0]}  <{', '.join(each.addresses)}>"
        yield from (f"  {identity_line(one)}" for one in each.identity)
    if done.left_out:
        yield "Left out, because it says otherwise:"
        yield from (f"  {identity_line(one)}" for one in done.left_out)
    yield f"The next sync mirrors it. `crmsync {'link' if apart else 'unlink'} {email} {other}` takes it back."
