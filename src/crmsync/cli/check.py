"""`check`: whether a run would work, and what to do where it would not."""

import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime

import click

from crmsync.cli.asking import notice
from crmsync.cli.cron import as_in_cron, cron_findings
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.config.place import environment, locate
from crmsync.connector import Finding, Weight
from crmsync.retry import Caller, redact
from crmsync.sync.checking import CONFIGURATION, Found, exit_of
from crmsync.sync.checking import check as look
from crmsync.sync.connections import read_config
from crmsync.sync.run import Exit

MARKS = {Weight.GOOD: "✓", Weight.DOUBTFUL: "!", Weight.WRONG: "✗"}
# Told apart by who confuses red and green, too; the mark and the word say the same without any colour.
COLOURS = {Weight.GOOD: "cyan", Weight.DOUBTFUL: "yellow", Weight.WRONG: "magenta"}
INDENT = " " * 11
WIDEST = 100


@click.command()
@click.option("--cron", is_flag=True, help="As cron would run it: with hardly a variable in the environment.")
@click.pass_obj
@told
def check(obj: Globals, cron: bool) -> Exit:
    """Verify logins, rights, schema, budgets and settings, and say what to do. It writes nothing."""
    path = locate(obj.config, environment()).absolute()
    found: list[Found] = []
    with as_in_cron() if cron else nullcontext():
        config = read_config(path)
        surroundings = cron_findings(path, named=obj.config is not None) if cron else iter(())
        for each in _all(surroundings, look(config, datetime.now(UTC), _caller(config.retry.wait_scale))):
            found.append(each)
            if not obj.json:
                print_found(each)
    if obj.json:
        print_json([found_json(each) for each in found])
    return exit_of(config, found)


def _caller(wait_scale: float) -> Caller:
    return Caller(wait_scale=wait_scale, notice=notice)


def _all(surroundings: Iterator[Finding], rest: Iterator[Found]) -> Iterator[Found]:
    for finding in surroundings:
        yield Found(connection=CONFIGURATION, finding=finding)
    yield from rest


def found_json(found: Found) -> dict[str, str | None]:
    finding = found.finding
    return {
        "connection": found.connection,
        "weight": finding.weight.value,
        "what": redact(finding.what),
        "remedy": redact(finding.remedy) or None,
    }


def print_found(found: Found) -> None:
    """A mark, its word, what was found; below it what to do. Colours only on a terminal."""
    weight = found.finding.weight
    mark = click.style(f"{MARKS[weight]} {weight.value:9}", fg=COLOURS[weight])
    lines = _wrapped(f"{found.connection}: {redact(found.finding.what)}")
    if found.finding.remedy:
        lines += _wrapped(f"→ {redact(found.finding.remedy)}")
    click.echo(mark + f"\n{INDENT}".join(lines))


def _wrapped(text: str) -> list[str]:
    """Nothing that one copies, such as an address or a command's word, is cut."""
    width = min(shutil.get_terminal_size().columns, WIDEST) if sys.stdout.isatty() else 80
    return textwrap.wrap(text, width - len(INDENT), break_long_words=False, break_on_hyphens=False)
