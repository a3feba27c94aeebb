"""`init`: from nothing to a configuration that works, step by step. What is there already is left as it is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from crmsync.cli import given
from crmsync.cli.answers import Answers, drafted
from crmsync.cli.asking import answerable, notice
from crmsync.cli.beginning import Beginning, ended
from crmsync.cli.failures import told
from crmsync.cli.first_look import look
from crmsync.cli.login import show_address
from crmsync.cli.main import Globals
from crmsync.cli.mending import Means, mend_account, mend_key
from crmsync.cli.own_addresses import name_own
from crmsync.cli.setup import create_lacking
from crmsync.config.draft import Draft, draft_text, write_draft
from crmsync.config.place import environment
from crmsync.connector import ConnectorError, Consent, Forbidden, Unauthorized
from crmsync.retry import Caller
from crmsync.sync.checking import Found, check_destinations, check_sources
from crmsync.sync.checking import told as trouble_of
from crmsync.sync.connections import read_config
from crmsync.sync.lacking import NoClient, NoKey, NoLogin, lacking
from crmsync.sync.run import Exit

FILE = click.Path(path_type=Path)
EXISTING = click.Path(exists=True, path_type=Path)


@click.command()
@click.option("--account", metavar="ADDRESS", help="The Google account whose mail, calendar and contacts are read.")
@click.option("--address", "addresses", multiple=True, metavar="ADDRESS", help="Another address of yours; repeatable.")
@click.option("--timezone", metavar="ZONE", help="Where your days begin and end; else this machine's.")
@click.option("--access", type=click.Choice(["metadata", "readonly"]), help="What Gmail allows; metadata by itself.")
@click.option("--keep", type=click.Choice(["file", "keyring"]), help="Where login and key are kept; file by itself.")
@click.option("--files", multiple=True, type=EXISTING, help="Mail that was exported, to be read without a login.")
@click.option("--client", type=EXISTING, help="The downloaded JSON of your OAuth client; it is copied, for you alone.")
@click.option("--key", metavar="WHERE", help="HubSpot's key: file:PATH, env:NAME, keyring:NAME; or none.")
@click.option("--stand-in", type=EXISTING, help="The services are those of this other configuration: a sandbox's.")
@click.option("--look", "minutes", default=2.0, show_default=True, help="Minutes to read for a first look; 0: none.")
@click.option("--no-browser", is_flag=True, help="Only print the address of the consent page.")
@click.option("--port", type=int, default=0, help="Where the answer comes back, on 127.0.0.1; any free one by itself.")
@click.option("--wait", type=float, default=300, show_default=True, metavar="SECONDS", help="How long to wait for it.")
@given.yes
@click.pass_obj
@told
def init(
    obj: Globals,
    account: str | None,
    addresses: tuple[str, ...],
    timezone: str | None,
    access: Literal["metadata", "readonly"] | None,
    keep: Literal["file", "keyring"] | None,
    files: tuple[Path, ...],
    client: Path | None,
    key: str | None,
    stand_in: Path | None,
    minutes: float,
    no_browser: bool,
    port: int,
    wait: float,
    yes: bool,
) -> Exit:
    """Write a configuration, log in, and look: step by step, each tested at once.

    It can be left at any question: run again, it goes on with what is missing. A configuration that is there is never
    written over, and nothing is written to the CRM but its properties, once you agree.
    """
    answers = Answers(
        account=account,
        addresses=addresses,
        timezone=timezone,
        access=access,
        keep=keep,
        files=files,
        key=key,
        stand_in=stand_in,
    )
    asking = answerable() and not yes
    path = given.path_of(obj).absolute()
    draft = _written(path, answers, asking=asking)
    config = read_config(path)
    consent = Consent(show=show_address, browser=not no_browser, port=port, seconds=wait)
    caller = Caller(wait_scale=config.retry.wait_scale, notice=notice)
    means = Means(client=client, consent=consent, caller=caller, asking=asking, browsing=asking or yes)
    done = Beginning(config=config, quiet=obj.json)
    able = _sources(done, means)
    _destinations(done, means, yes=yes)
    if minutes > 0 and able:
        done.look = look(config, minutes, datetime.now(UTC), yes=yes)
    if draft and asking and done.look and name_own(path, draft, done.look.standing.perhaps_you):
        done.look = look(read_config(path), minutes, datetime.now(UTC), yes=yes, before=done.look)
    return ended(done)


def _written(path: Path, answers: Answers, *, asking: bool) -> Draft | None:
    """What was written by the answers; None where a configuration is there already."""
    if path.exists():
        if answers.given():
            raise click.UsageError(
                f"{path} is there and is not written over: change it by hand, or leave out {', '.join(answers.given())}"
            )
        notice(f"{path} is there; what it lacks comes now.")
        return None
    draft = drafted(answers, environment(), asking=asking)
    write_draft(path, draft_text(draft))
    notice(f"Written: {path}, for you alone. It can be read and changed.")
    return draft


def _sources(done: Beginning, means: Means) -> list[str]:
    """The names of those that have what they need."""
    config = done.config
    for address in config.accounts:
        mend_account(config, address, means)
    lacks = list(lacking(config))
    unable = {lack.account.address for lack in lacks if isinstance(lack, NoClient | NoLogin)}
    keyless = {lack.connection for lack in lacks if isinstance(lack, NoKey)}
    able = [
        name
        for name, each in config.sources.items()
        if name not in keyless and not (each.account and each.account.address in unable)
    ]
    done.hear(check_sources(config, able, means.caller))
    return able


def _destinations(done: Beginning, means: Means, *, yes: bool) -> None:
    """The key is tried, and kept unless it is not taken; then what it lets `setup` make, and what `check` says."""
    config = done.config
    for name in config.destinations:
        new = mend_key(config, name, means)
        if any(isinstance(lack, NoKey) and lack.connection == name for lack in lacking(config)):
            continue
        try:
            done.unconfirmed |= create_lacking(config, means.caller, yes=yes) is None
        except ConnectorError as error:
            if new and isinstance(error, Unauthorized) and not isinstance(error, Forbidden):
                new.unlink()
            done.hear([Found(connection=name, finding=trouble_of(error))])
        else:
            done.hear(check_destinations(config, [name], means.caller))
