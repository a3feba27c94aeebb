"""`schedule`: how to have it run every night."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from crmsync.cli import given
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.cli.timetable import FOLDER, SWITCH_ON, Timetable, timetable


@click.command()
@click.option("--cron", is_flag=True, help="Only the line for the crontab.")
@click.option("--systemd", is_flag=True, help="Only the units for systemd.")
@click.pass_obj
@told
def schedule(obj: Globals, cron: bool, systemd: bool) -> None:
    """The exact lines that have cron or systemd sync every night. It writes nothing."""
    found = nightly(given.config_of(obj).path)
    both = cron == systemd
    if obj.json:
        print_json(schedule_json(found, cron=cron or both, systemd=systemd or both))
        return
    for line in schedule_lines(found, cron=cron or both, systemd=systemd or both):
        click.echo(line)


def nightly(config: Path) -> Timetable:
    """For the crmsync that runs now. Its log lies beside the configuration."""
    path = config.absolute()
    return timetable(_program(), path, path.parent / "crmsync.log")


def _program() -> list[str]:
    installed = Path(sys.executable).with_name("crmsync")
    return [str(installed)] if installed.is_file() else [sys.executable, "-m", "crmsync"]


def schedule_json(found: Timetable, *, cron: bool = True, systemd: bool = True) -> dict[str, Any]:
    units = {"folder": FOLDER, "units": dict(found.units), "commands": list(SWITCH_ON)}
    return {**({"cron": found.cron} if cron else {}), **({"systemd": units} if systemd else {})}


def schedule_lines(found: Timetable, *, cron: bool = True, systemd: bool = True) -> Iterator[str]:
    if cron:
        yield "# cron: `crontab -e`, and this line at the end"
        yield found.cron
    if cron and systemd:
        yield ""
    if systemd:
        yield f"# systemd: these two files in {FOLDER}"
        for name, text in found.units.items():
            yield f"# --- {name}"
            yield text.rstrip("\n")
        yield "# and then"
        yield from SWITCH_ON
