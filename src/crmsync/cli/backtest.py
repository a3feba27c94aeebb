"""`backtest`: how good the numbers are, on the own history or on a file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from crmsync.backtest.choice import Choice, choose
from crmsync.backtest.cutoffs import cutoffs as spread
from crmsync.backtest.network import Unreadable, history, messages, owners
from crmsync.backtest.own import SELF, came, known_at
from crmsync.backtest.protocol import TooLittle, Verdict, judge
from crmsync.backtest.words import verdict_json, verdict_lines
from crmsync.cli import given
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.next import keep_answer
from crmsync.cli.output import print_json
from crmsync.config.settings import Config
from crmsync.relationships.likelihood import DEFAULT, HORIZON_DAYS
from crmsync.relationships.number_words import learned_from
from crmsync.sync.looking import coefficients_json
from crmsync.sync.own_history import OwnHistory, civil_seconds, drop, keep, own_history

OWN, SHIPPED = "own", "shipped"
COLUMNS = 80


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="A file of lines src,dst,t (seconds); may be gzipped.")
@click.option("--owners", "whose", type=click.Path(path_type=Path), help="Whose ties to judge, one a line; else all.")
@click.option("--cutoffs", metavar="DAYS", help="Days after the first message: 160,250,335,430. The last is judged.")
@click.option(
    "--horizon", default=HORIZON_DAYS, type=click.IntRange(min=1), show_default=True, help="Days to look ahead."
)
@click.option(
    "--fit",
    type=click.Choice([OWN, SHIPPED]),
    is_flag=False,
    flag_value=OWN,
    help="Keep what your own history teaches, where it foretells better; `--fit shipped` takes it back.",
)
@given.as_of
@click.pass_obj
@told
def backtest(
    obj: Globals,
    data: Path | None,
    whose: Path | None,
    cutoffs: str | None,
    horizon: int,
    fit: str | None,
    as_of: str | None,
) -> None:
    """How well the numbers foretell contact: fitted on earlier cut-offs, judged on the last."""
    days = _days(cutoffs)
    try:
        if fit:
            _check(data, whose, horizon)
            _fit(obj, days, fit, as_of)
        else:
            found = _of_file(data, whose, days, horizon) if data else _of_store(obj, days, horizon, as_of)
            _print(obj, found)
    except (Unreadable, TooLittle) as error:
        raise click.UsageError(str(error)) from error


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


def _of_file(data: Path, whose: Path | None, days: Sequence[float] | None, horizon: int) -> Verdict:
    ordered = messages(data)
    if not ordered:
        raise TooLittle(f"{data} holds no message.")
    at = spread(ordered[0][2], ordered[-1][2], days, horizon)
    return judge([history(ordered, owners(whose) if whose else None)] * len(at), at, horizon)


def _of_store(obj: Globals, days: Sequence[float] | None, horizon: int, as_of: str | None) -> Verdict:
    config = given.config_of(obj)
    return _judged(own_history(config, given.moment(as_of, config)), config, days, horizon)


def own_verdict(config: Config, own: OwnHistory) -> Verdict:
    """On the user's own history. Raises `TooLittle` where there is not enough of it."""
    return _judged(own, config, None, HORIZON_DAYS)


def _judged(own: OwnHistory, config: Config, days: Sequence[float] | None, horizon: int) -> Verdict:
    everything = came(own, config)
    first = min((some[0].at for some in everything[SELF].values()), default=None)
    if first is None:
        raise TooLittle("no contact is known yet. Run `crmsync backfill` first.")
    at = spread(first, civil_seconds(own.now, config), days, horizon)
    return judge([known_at(own, everything, each, config) for each in at], at, horizon, own.in_use)


def _check(data: Path | None, whose: Path | None, horizon: int) -> None:
    if data or whose:
        raise click.UsageError("--fit learns from your own history; leave --data and --owners away")
    if horizon != HORIZON_DAYS:
        raise click.UsageError(f"--fit is for contact within {HORIZON_DAYS} days; leave --horizon away")


def _fit(obj: Globals, days: Sequence[float] | None, fit: str, as_of: str | None) -> None:
    config = given.config_of(obj)
    given.only_in_a_sandbox(as_of, config)
    own = own_history(config, given.moment(as_of, config))
    verdict, choice = (None, Choice(own=None, because="you said so")) if fit == SHIPPED else _chosen(own, config, days)
    if choice.own:
        keep(config, choice.own)
    elif fit == SHIPPED:
        own = replace(own, in_use=None)
        drop(config)
    keep_answer(obj, config, as_of)
    _print(obj, verdict, own, choice)


def _chosen(own: OwnHistory, config: Config, days: Sequence[float] | None) -> tuple[Verdict | None, Choice]:
    """What is to be kept, and by which verdict; without one where there is too little to judge."""
    if not own.complete:
        because = "your history is not read to its beginning yet. `crmsync backfill` goes on"
        return None, Choice(own=None, because=because)
    try:
        verdict = _judged(own, config, days, HORIZON_DAYS)
    except TooLittle as error:
        return None, Choice(own=None, because=f"the history is too small: {str(error).rstrip('.')}")
    choice = choose(verdict)
    return verdict, replace(choice, own=choice.own and replace(choice.own, fitted=own.today))


def _print(obj: Globals, verdict: Verdict | None, own: OwnHistory | None = None, choice: Choice | None = None) -> None:
    fitted = _fit_json(own, choice) if own and choice else None
    if obj.json:
        print_json({**(verdict_json(verdict) if verdict else {}), "fit": fitted})
        return
    for line in verdict_lines(verdict) if verdict else ():
        click.echo(line)
    if own and choice:
        click.echo(click.wrap_text(_kept(own, choice), COLUMNS))


def _fit_json(own: OwnHistory, choice: Choice) -> dict[str, Any]:
    in_use = choice.own or own.in_use
    return {"kept": OWN if in_use else SHIPPED, "because": choice.because, **coefficients_json(in_use or DEFAULT)}


def _kept(own: OwnHistory, choice: Choice) -> str:
    if choice.own:
        return (
            f"Kept: your own coefficients. {choice.because[0].upper()}{choice.because[1:]}. All commands work with "
            f"them from now on; `crmsync backtest --fit {SHIPPED}` takes them back."
        )
    before = f"your own coefficients, {learned_from(own.in_use)}" if own.in_use else "the shipped coefficients"
    return f"Kept: {before}, because {choice.because}."
