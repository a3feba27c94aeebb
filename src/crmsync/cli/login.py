"""`login ACCOUNT`: a login by consent in the browser, for all sources of the account."""

import click

from crmsync.cli import given
from crmsync.cli.asking import notice, trouble
from crmsync.cli.completing import accounts
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.connector import Consent
from crmsync.retry import Caller
from crmsync.sync.login import LoggedIn, log_in
from crmsync.sync.run import Exit


@click.command()
@click.argument("account", shell_complete=accounts)
@click.option("--no-browser", is_flag=True, help="Only print the address of the consent page.")
@click.option("--port", type=int, default=0, help="Where the answer comes back, on 127.0.0.1; any free one by itself.")
@click.option("--wait", type=float, default=300, show_default=True, metavar="SECONDS", help="How long to wait for it.")
@click.pass_obj
@told
def login(obj: Globals, account: str, no_browser: bool, port: int, wait: float) -> Exit:
    """Log in to ACCOUNT in the browser, once for all its sources. crmsync is allowed to read, never to write."""
    config = given.config_of(obj)
    consent = Consent(show=show_address, browser=not no_browser, port=port, seconds=wait)
    caller = Caller(wait_scale=config.retry.wait_scale, notice=notice)
    found = log_in(config, account, consent, caller)
    if obj.json:
        print_json(_json(found))
    else:
        click.echo(f"{found.account}: logged in; kept in {found.kept}.")
    trouble(_left_out(found))
    return Exit.PARTIAL if found.missing else Exit.DONE


def show_address(address: str) -> None:
    """Not through `notice`: what looks like a secret to it is the question, and holds none."""
    click.echo(f"Allow crmsync to read, on this page:\n\n  {address}\n", err=True)


def _json(found: LoggedIn) -> dict[str, object]:
    missing = {name: list(scopes) for name, scopes in found.missing.items()}
    return {"account": found.account, "kept": found.kept, "owner": found.owner, "missing": missing}


def _left_out(found: LoggedIn) -> list[str]:
    again = f"Run `crmsync login {found.account}` again and leave its tick, or do without this source."
    told = [f"{name}: was not allowed {', '.join(scopes)}. {again}" for name, scopes in found.missing.items()]
    if found.owner is None:
        told.append(f"no source can tell whose login it is. See to it that it is {found.account}'s.")
    return told
