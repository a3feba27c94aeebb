"""`backtest`: how good the numbers are, on the own history or on a file."""

from datetime import datetime
from pathlib import Path

import click

from crmsync.backtest.network import Unreadable, history, messages, owners
from crmsync.backtest.protocol import DAY, TooLittle, Verdict, judge
from crmsync.backtest.ties import Message
from crmsync.backtest.words import verdict_json, verdict_lines
from crmsync.cli import given
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.sync.own_history import own_contacts

CUTOFFS = 4


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="A file of lines src,dst,t (seconds); may be gzipped.")
@click.option("--owners", "whose", type=click.Path(path_type=Path), help="Whose ties to judge, one a line; else all.")
@click.option("--cutoffs", metavar="DAYS", help="Days after the first message: 160,250,335,430. The last is judged.")
@click.option("--horizon", default=90, type=click.IntRange(min=1), show_default=True, help="Days to look ahead.")
@given.as_of
@click.pass_obj
@told
def backtest(
    obj: Globals, data: Path | None, whose: Path | None, cutoffs: str | None, horizon: int, as_of: str | None
) -> None:
    """How well the numbers foretell contact: fitted on earlier cut-offs, judged on the last."""
    days = _days(cutoffs)
    try:
        if data:
            found = _of_file(data, whose, days, horizon)
        else:
            config = given.config_of(obj)
            found = _of_store(obj, given.moment(as_of, config), days, horizon)
    except (Unreadable, TooLittle) as error:
        raise click.UsageError(str(error)) from error
    if obj.json:
        print_json(verdict_json(found))
    else:
        for line in verdict_lines(found):
            click.echo(line)


def _days(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        days = [float(each) for each in text.split(",")]
    except ValueError:
        days = []
    if len(days) < 2 or days != sorted(set(days)):
        raise click.UsageError(f"--cutoffs {text!r}: two days or more, rising, with commas between")
    return days


def _of_file(data: Path, whose: Path | None, days: list[float] | None, horizon: int) -> Verdict:
    ordered = messages(data)
    if not ordered:
        raise TooLittle(f"{data} holds no message.")
    first, last = ordered[0][2], ordered[-1][2]
    return judge(history(ordered, owners(whose) if whose else None), _cutoffs(first, last, days, horizon), horizon)


def _of_store(obj: Globals, now: datetime, days: list[float] | None, horizon: int) -> Verdict:
    found = own_contacts(given.config_of(obj), now)
    others: dict[str, list[Message]] = {
        person: [Message(found.seconds(t.at), t.direction, t.weight) for t in some]
        for person, some in found.counting.items()
        if some
    }
    first = min((some[0].at for some in others.values()), default=None)
    if first is None:
        raise TooLittle("no contact is known yet. Run `crmsync backfill` first.")
    return judge({"self": others}, _cutoffs(first, found.seconds(now), days, horizon), horizon)


def _cutoffs(first: float, last: float, days: list[float] | None, horizon: int) -> list[float]:
    """Those asked for; else four, a horizon apart, of which the last lies a horizon before the end."""
    if days:
        return [first + day * DAY for day in days]
    found = [last - horizon * DAY * back for back in range(CUTOFFS, 0, -1)]
    if found[0] <= first:
        raise TooLittle(f"history must reach back further than {CUTOFFS} times the horizon of {horizon} days.")
    return found
