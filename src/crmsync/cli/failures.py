"""From what went wrong to one clear message and the documented exit code.

What can go wrong is imported when something has gone wrong: a command that goes well need not know it.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import click

if TYPE_CHECKING:
    from crmsync.sync.run import Exit

P = ParamSpec("P")


def told(command: "Callable[P, Exit | None]") -> Callable[P, None]:
    """The command, ended by its exit code; known failures become one message on stderr."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> None:
        try:
            code = command(*args, **options) or 0
        except (Exception, KeyboardInterrupt) as error:
            failed = _code(error)
            if failed is None:
                raise
            _say(error)
            code = failed
        sys.exit(code)

    return run


def _code(error: BaseException) -> "Exit | None":
    """How a known failure ends the process. None: nobody foresaw it."""
    from crmsync.config.settings import ConfigError
    from crmsync.connector import ConnectorError, Exhausted, Unready
    from crmsync.plugins import PluginError
    from crmsync.store.engine import NoStore, StoreError
    from crmsync.store.lock import LockHeld
    from crmsync.sync.looking import NotFound
    from crmsync.sync.run import Exit
    from crmsync.sync.session import NoBackfill

    match error:
        case ConfigError() | NoBackfill() | NoStore() | PluginError() | NotFound():
            return Exit.USAGE
        case LockHeld() | Exhausted() | Unready():
            return Exit.PARTIAL
        case StoreError() | ConnectorError():
            return Exit.FAILED
        case KeyboardInterrupt():
            return Exit.INTERRUPTED
        case _:
            return None


def _say(error: BaseException) -> None:
    from crmsync.retry import redact

    text = "interrupted." if isinstance(error, KeyboardInterrupt) else str(error)
    click.echo(f"crmsync: {redact(text)}", err=True)
