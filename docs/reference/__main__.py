"""`make reference`: docs/command-reference.md, from what each command says of itself in its help."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from crmsync.cli.main import main as crmsync

PAGE = Path(__file__).parents[1] / "command-reference.md"
OPENING = """# Every command and option

`make reference` writes this page from each command's help, and a test sees to it that they agree.
Each has `--help` and `--json`, too. [Commands](commands.md) tells what is behind them, the exit codes, and the JSON.
"""


def main() -> None:
    PAGE.write_text(text())


def text() -> str:
    group = click.Context(crmsync, info_name="crmsync", **crmsync.context_settings)
    names = crmsync.list_commands(group)
    return "\n".join([OPENING, *_options(crmsync, group), *(line for name in names for line in _command(group, name))])


def _command(group: click.Context, name: str) -> Iterator[str]:
    command = crmsync.get_command(group, name)
    if command is None:
        raise LookupError(name)
    context = click.Context(command, info_name=name, parent=group)
    yield f"## {name}\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```\n"
    yield from _options(command, context)
    yield from _examples(command)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """All but those that every command has; these stand with the options before it."""
    own = [each for each in command.params if command is crmsync or "--json" not in each.opts]
    options = [each for each in own if isinstance(each, click.Option)]
    records = [record for each in options if (record := each.get_help_record(context))]
    if records:
        yield "| option | means |\n|---|---|"
        yield from (f"| `{_cell(option)}` | {_cell(meaning)} |" for option, meaning in records)
        yield ""


def _cell(said: str) -> str:
    return " ".join(said.split()).replace("|", "\\|")


def _examples(command: click.Command) -> Iterator[str]:
    lines = (command.epilog or "").splitlines()[2:]
    yield "```console"
    yield from (f"$ {line.strip()}" for line in lines)
    yield "```\n"


if __name__ == "__main__":
    main()
