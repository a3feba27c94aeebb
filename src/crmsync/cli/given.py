"""What the user gave on the command line, made into what the core takes.

What reads a configuration is imported when one is read: `next` mostly needs none.
"""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmsync.cli.main import Globals
from crmsync.config.place import environment, locate

if TYPE_CHECKING:
    from crmsync.config.settings import Config

as_of = click.option(
    "--as-of", metavar="TIME", help="As if it were this moment (ISO 8601; a date means its end in your time zone)."
)
yes = click.option("--yes", is_flag=True, help="Do it without asking.")


def path_of(given: Globals) -> Path:
    """Where the configuration lies that the global options name, or would lie."""
    return locate(given.config, environment())


def config_of(given: Globals) -> "Config":
    """The configuration that the global options name. Raises `ConfigError`."""
    from crmsync.sync.connections import read_config

    return read_config(path_of(given))


def moment(text: str | None, config: "Config") -> datetime:
    """Now, or the moment that `--as-of` or `--since` names."""
    if text is None:
        return datetime.now(UTC)
    return _parsed(text, config, time.max)


def beginning(text: str | None, config: "Config") -> datetime | None:
    """The first moment of the day that `--since` names."""
    return None if text is None else _parsed(text, config, time.min)


def only_in_a_sandbox(text: str | None, config: "Config") -> None:
    """Pretending another time while writing is for stand-ins: at a real service it would write wrong dates."""
    from crmsync.config.load import on_loopback

    if text is not None and not on_loopback(config):
        raise click.UsageError("--as-of works here only while every api_base is on loopback")


def _parsed(text: str, config: "Config", day: time) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no time; write 2026-11-22 or 2026-11-22T09:30:00Z") from None
    if len(text) <= len("2026-11-22"):
        found = datetime.combine(found.date(), day)
    return (found if found.tzinfo else found.replace(tzinfo=config.me.timezone)).astimezone(UTC)
