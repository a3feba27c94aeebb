"""`snooze`, `done`, `mute`: decisions on one person, which the next sync mirrors."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import click

from crmsync.cli import given
from crmsync.cli.completing import people
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.next import keep_answer
from crmsync.cli.output import print_json
from crmsync.config.settings import Config
from crmsync.planning.wanted import time_text
from crmsync.relationships.day_words import in_words
from crmsync.store.decisions import Kind
from crmsync.sync.deciding import Ruling, Word, decide

LONGEST = timedelta(days=3660)
"""Beyond ten years it is a slip of the pen; `mute` is for good."""
UNITS = {"d": 1, "w": 7}

off = click.option("--off", is_flag=True, help="Take it back.")


@click.command()
@click.argument("email", shell_complete=people)
@click.argument("time")
@given.as_of
@click.pass_obj
@told
def snooze(obj: Globals, email: str, time: str, as_of: str | None) -> None:
    """No task for EMAIL until TIME: 10d, 2w, or a date such as 2026-12-24. `off` wakes them today.

    It sends no request. The next sync withdraws their open task.
    """
    config, now = _asked(obj, as_of)
    until = None if time == "off" else wake_day(time, now.astimezone(config.me.timezone).date())
    _decided(obj, config, email, Word(kind=Kind.SNOOZE, at=now, until=until, off=until is None), as_of)


@click.command()
@click.argument("email", shell_complete=people)
@off
@given.as_of
@click.pass_obj
@told
def done(obj: Globals, email: str, off: bool, as_of: str | None) -> None:
    """EMAIL was taken care of today, say by telephone: it counts as the end of a task does.

    It sends no request. The next sync completes their open task.
    """
    config, now = _asked(obj, as_of)
    _decided(obj, config, email, Word(kind=Kind.DONE, at=now, off=off), as_of)


@click.command()
@click.argument("email", shell_complete=people)
@off
@given.as_of
@click.pass_obj
@told
def mute(obj: Globals, email: str, off: bool, as_of: str | None) -> None:
    """No task for EMAIL any more; values still go to the CRM.

    It sends no request, and leaves the CRM's own mute alone. The next sync withdraws their open task.
    """
    config, now = _asked(obj, as_of)
    _decided(obj, config, email, Word(kind=Kind.MUTE, at=now, off=off), as_of)


def wake_day(text: str, today: date) -> date:
    """The day that `10d`, `2w` or a date names. Raises `click.UsageError` where it names none that lies ahead."""
    count, unit = text[:-1], text[-1:]
    if count.isdecimal() and count.isascii() and unit in UNITS:
        days = int(count[:6]) * UNITS[unit]
    else:
        try:
            days = (date.fromisoformat(text) - today).days
        except ValueError:
            message = f"{text!r} is no time; write 10d, 2w, a date such as 2026-12-24, or off"
            raise click.UsageError(message) from None
    if not timedelta() < timedelta(days=days) <= LONGEST:
        raise click.UsageError(f"{text!r} does not lie ahead, or too far: a snooze ends within ten years")
    return today + timedelta(days=days)


def _asked(obj: Globals, as_of: str | None) -> tuple[Config, datetime]:
    config = given.config_of(obj)
    given.only_in_a_sandbox(as_of, config)
    return config, given.moment(as_of, config)


def _decided(obj: Globals, config: Config, email: str, word: Word, as_of: str | None) -> None:
    ruling = decide(config, email, word)
    keep_answer(obj, config, as_of)
    today = word.at.astimezone(config.me.timezone).date()
    if obj.json:
        print_json(_json(ruling, word, today))
        return
    for line in _lines(ruling, word, email):
        click.echo(line)


def _json(ruling: Ruling, word: Word, today: date) -> dict[str, Any]:
    decided = ruling.decided
    return {
        "word": word.kind.value,
        "emails": list(ruling.addresses),
        "name": ruling.name or None,
        "snoozed_until": decided.snooze.until.isoformat() if decided.snooze and decided.asleep(today) else None,
        "done": time_text(decided.done) if decided.done else None,
        "muted": decided.muted or ruling.muted_there,
    }


def _lines(ruling: Ruling, word: Word, email: str) -> Iterator[str]:
    who = f"{ruling.name or ruling.addresses[0]}  <{', '.join(ruling.addresses)}>"
    yield f"{who} {_off(ruling, word) if word.off else _on(word)}"
    back = f"`crmsync {word.kind} {email} {'off' if word.kind is Kind.SNOOZE else '--off'}` takes it back."
    yield "The next sync mirrors it." if word.off else f"The next sync mirrors it. {back}"


def _on(word: Word) -> str:
    match word:
        case Word(kind=Kind.SNOOZE, until=until) if until is not None:
            return f"is snoozed until {in_words(until)}: no task before that day."
        case Word(kind=Kind.DONE):
            return "was taken care of today: the next task comes a cadence later."
        case _:
            return "is muted: values go to the CRM, tasks don't."


def _off(ruling: Ruling, word: Word) -> str:
    match word.kind:
        case Kind.SNOOZE:
            return "is not snoozed."
        case Kind.DONE:
            return "was not taken care of by your word."
        case Kind.MUTE if ruling.muted_there:
            return "is muted in the CRM still: take it back there, too."
        case Kind.MUTE:
            return "is not muted."
