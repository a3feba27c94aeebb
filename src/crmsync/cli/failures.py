"""From what went wrong to one clear message and the documented exit code."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click

from crmsync.config.settings import ConfigError
from crmsync.connector import ConnectorError, Exhausted, Unauthorized, Unready
from crmsync.plugins import PluginError
from crmsync.retry import redact
from crmsync.store.engine import NoStore, StoreError
from crmsync.store.lock import LockHeld
from crmsync.sync.looking import NotFound
from crmsync.sync.run import Exit
from crmsync.sync.session import NoBackfill

P = ParamSpec("P")


def told(command: Callable[P, Exit | None]) -> Callable[P, None]:
    """The command, ended by its exit code; known failures become one message on stderr."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> None:
        try:
            code = command(*args, **options) or Exit.DONE
        except (ConfigError, NoBackfill, NoStore, PluginError, NotFound) as error:
            code = _say(error, Exit.USAGE)
        except (LockHeld, Exhausted, Unready) as error:
            code = _say(error, Exit.PARTIAL)
        except (StoreError, Unauthorized, ConnectorError) as error:
            code = _say(error, Exit.FAILED)
        except KeyboardInterrupt:
            code = _say("interrupted.", Exit.INTERRUPTED)
        sys.exit(code)

    return run


def _say(error: Exception | str, code: Exit) -> Exit:
    click.echo(f"crmsync: {redact(str(error))}", err=True)
    return code
