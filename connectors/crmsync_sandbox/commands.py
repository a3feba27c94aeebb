"""`crmsync demo` and `crmsync sandbox`."""

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from .life import Life


@click.command(epilog="\b\nExamples:\n  crmsync demo\n  crmsync demo --seed 7 --folder another-life")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(".demo"),
    show_default=True,
    help="Made anew, and kept for looking around.",
)
@click.option("--seed", default=1, show_default=True, help="Another number, another life.")
@click.pass_context
def demo(ctx: click.Context, folder: Path, seed: int) -> None:
    """The whole thing in under a minute: a year of mail and meetings into a CRM, on this machine only."""
    from . import trial
    from .demo import DemoFailed
    from .demo import demo as show

    for_machines = bool(getattr(ctx.obj, "json", False))
    try:
        shown = show(folder, seed, partial(click.echo, err=for_machines))
    except (DemoFailed, trial.NotOurs) as error:
        raise click.ClickException(str(error)) from error
    if for_machines:
        click.echo(json.dumps({"config": str(folder / "config.toml"), "person": shown}))


@click.command(epilog="\b\nExamples:\n  crmsync sandbox\n  crmsync sandbox --port 0 --window-scale 0.02")
@click.option("--port", default=8700, show_default=True, help="On 127.0.0.1; 0 takes any free one.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(".sandbox"),
    show_default=True,
    help="Gets a configuration and logins that work with it.",
)
@click.option("--seed", default=1, show_default=True, help="Which generated year fills it.")
@click.option("--mbox", type=click.Path(exists=True, path_type=Path), help="Fill it from this mbox instead.")
@click.option("--owner", default="ann@example.com", show_default=True, help="Whose mailbox it is.")
@click.option("--window-scale", default=1.0, show_default=True, help="Multiplies the windows of all rate limits.")
def sandbox(port: int, folder: Path, seed: int, mbox: Path | None, owner: str, window_scale: float) -> None:
    """Google's services and HubSpot on loopback, until Ctrl-C: with state, limits, refusals and faults on demand."""
    from . import trial
    from .server import Sandbox, serve

    try:
        trial.require_ours(folder)
    except trial.NotOurs as error:
        raise click.ClickException(str(error)) from error
    life, aliases = _life(seed, mbox, owner)

    def started(running: Sandbox) -> None:
        config = trial.write(folder, running, owner, window_scale, aliases)
        back_door = {"url": f"{running.url}/_sandbox", "token": running.backdoor_token}
        click.echo(json.dumps({"url": running.url, "config": str(config), "back_door": back_door}))

    stand_in = Sandbox(port=port, window_scale=window_scale)
    stand_in.fill(life)
    stand_in.portal.people.add_owner(owner)
    serve(stand_in, started)


def _life(seed: int, mbox: Path | None, owner: str) -> tuple[Life, tuple[str, ...]]:
    """A life, and the further addresses of its owner as far as they are known."""
    if mbox is not None:
        from . import mbox as reader

        return reader.life(mbox, owner=owner), ()
    from .generate import year

    told = year.year(seed=seed, owner=owner, until=datetime.now(UTC))
    return told.life, told.truth.owner.addresses
