"""`crmsync [--config FILE] [--json] [-v] COMMAND`; `--json` may stand after the command, too.

A command's module is imported when the command is used. For the list of commands none is imported: what each does is
read from its source.
"""

import importlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from crmsync.plugins import Plugin

FOR_MACHINES = "Print one JSON value on stdout, for machines."
OWN: Mapping[str, str] = {
    "init": "crmsync.cli.init:init",
    "login": "crmsync.cli.login:login",
    "setup": "crmsync.cli.setup:setup",
    "check": "crmsync.cli.check:check",
    "backfill": "crmsync.cli.runs:backfill",
    "sync": "crmsync.cli.runs:sync",
    "plan": "crmsync.cli.looks:plan",
    "next": "crmsync.cli.next:next",
    "show": "crmsync.cli.looks:show",
    "introductions": "crmsync.cli.introductions:introductions",
    "status": "crmsync.cli.looks:status",
    "report": "crmsync.cli.report:report",
    "runs": "crmsync.cli.looks:runs",
    "snooze": "crmsync.cli.deciding:snooze",
    "done": "crmsync.cli.deciding:done",
    "mute": "crmsync.cli.deciding:mute",
    "link": "crmsync.cli.linking:link",
    "unlink": "crmsync.cli.linking:unlink",
    "undo": "crmsync.cli.undo:undo",
    "forget": "crmsync.cli.forget:forget",
    "backtest": "crmsync.cli.backtest:backtest",
    "schedule": "crmsync.cli.schedule:schedule",
    "completion": "crmsync.cli.completion:completion",
    "connectors": "crmsync.cli.connectors:connectors",
    "new-connector": "crmsync.cli.new_connector:new_connector",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Globals:
    """The options before the command."""

    config: str | None
    json: bool


class Commands(click.Group):
    """Our own commands and those that plugins add."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*OWN, *(name for name in _plugin_commands() if name not in OWN)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in OWN:
            module, _, name = OWN[cmd_name].partition(":")
            found = _with_examples(cmd_name, getattr(importlib.import_module(module), name))
        else:
            plugins = _plugin_commands()
            found = plugins[cmd_name].load() if cmd_name in plugins else None
        return _with_json(found) if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click writes it."""
        places = {**{name: plugin.entry.value for name, plugin in _plugin_commands().items()}, **OWN}
        width = formatter.width - 6 - max(map(len, places))
        with formatter.section("Commands"):
            listed = [(name, self._summary(ctx, name, places[name])) for name in self.list_commands(ctx)]
            formatter.write_dl([(name, command.get_short_help_str(width)) for name, command in listed])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """As click does it, but that no command is imported for its name."""
        from click.shell_completion import CompletionItem

        places = {**{name: plugin.entry.value for name, plugin in _plugin_commands().items()}, **OWN}
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        found = [
            CompletionItem(name, help=self._summary(ctx, name, places[name]).get_short_help_str()) for name in names
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def _summary(self, ctx: click.Context, name: str, place: str) -> click.Command:
        """The command, or one that only has its help."""
        said = _docstring(place)
        command = click.Command(name, help=said) if said else self.get_command(ctx, name)
        if command is None:
            raise LookupError(f"{place} is no command")
        return command


def _with_json(command: click.Command) -> click.Command:
    """The command, to which `--json` may be said as well: who types it looks for it there."""
    if not any("--json" in parameter.opts for parameter in command.params):
        command.params.append(
            click.Option(["--json"], is_flag=True, expose_value=False, callback=_take_json, help=FOR_MACHINES)
        )
    return command


def _take_json(ctx: click.Context, _: click.Parameter, said: bool) -> None:
    if said and isinstance(ctx.obj, Globals):
        ctx.obj = replace(ctx.obj, json=True)


def _with_examples(name: str, command: object) -> object:
    """The command, whose help ends with examples, each on a line of its own."""
    from crmsync.cli.examples import EXAMPLES

    if isinstance(command, click.Command) and name in EXAMPLES:
        command.epilog = "\n".join(["\b", "Examples:", *(f"  {example}" for example in EXAMPLES[name])])
    return command


def _docstring(place: str) -> str | None:
    """What the function at `module:name` says of itself; None where its source is not at hand, or says nothing."""
    import ast
    import importlib.util
    import re

    module, _, name = place.partition(":")
    spec = importlib.util.find_spec(module)
    source = getattr(spec.loader, "get_source", lambda _: None)(module) if spec else None
    # The function alone, to the next line that begins at the margin: parsing whole modules took half the time.
    function = re.search(rf"^def {name}\(.*?(?=^[^\s)]|\Z)", source or "", re.DOTALL | re.MULTILINE)
    try:
        [found] = ast.parse(function[0]).body if function else [None]
    except SyntaxError:  # its text has lines at the margin, too
        return None
    return ast.get_docstring(found) if isinstance(found, ast.FunctionDef) else None


def _plugin_commands() -> "Mapping[str, Plugin]":
    from crmsync.plugins import COMMANDS, installed

    return installed(COMMANDS)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", metavar="FILE", help="The configuration; else $CRMSYNC_CONFIG, else the platform's folder.")
@click.option("--json", is_flag=True, help=FOR_MACHINES)
@click.option("-v", "--verbose", is_flag=True, help="Tell on stderr what is being done.")
@click.version_option(package_name="crmsync", message="%(version)s")
@click.pass_context
def main(ctx: click.Context, config: str | None, json: bool, verbose: bool) -> None:
    """When did I last really talk to that person, and whom should I talk to next?

    crmsync answers it from Gmail, Google Calendar and Google Contacts, and puts the answer into HubSpot, as properties
    and follow-up tasks.
    """
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format="%(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(_redacted)
        if not verbose:
            handler.addFilter(_ours_or_grave)
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        ctx.color = False
    ctx.obj = Globals(config=config, json=json)


def _ours_or_grave(record: logging.LogRecord) -> bool:
    """What a library warns of, its connector tells in words that say what follows."""
    return record.name.startswith("crmsync") or record.levelno >= logging.ERROR


def _redacted(record: logging.LogRecord) -> bool:
    """No token reaches a log, whoever writes it."""
    from crmsync.retry import redact

    record.msg, record.args = redact(record.getMessage()), None
    return True
