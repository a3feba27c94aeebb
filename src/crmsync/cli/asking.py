"""Asking before something is written. Where nobody can answer, the answer is no."""

import sys
from collections.abc import Callable, Iterable
from typing import TypeVar

import click

from crmsync.cli.folding import print_lines
from crmsync.retry import redact

T = TypeVar("T")


def answerable() -> bool:
    """Whether somebody sits at the terminal."""
    return sys.stdin.isatty()


def agreed(shown: Iterable[str], question: str, *, yes: bool) -> bool:
    """Show what it is about on stderr and ask. `yes`: asked and answered beforehand."""
    print_lines(shown, err=True)
    if yes:
        return True
    if not answerable():
        click.echo("Nobody is here to confirm it. Run it with --yes.", err=True)
        return False
    try:
        return click.confirm(question, err=True)
    except click.Abort:  # Ctrl-C at a question is Ctrl-C
        raise KeyboardInterrupt from None


def ask(question: str, read: Callable[[str], T], default: str | None = None) -> T:
    """The answer as `read` makes it out; where it raises `click.UsageError`, that is told, and it is asked again."""
    try:
        found: T = click.prompt(question, default=default, value_proc=read, err=True, show_default=bool(default))
    except click.Abort:
        raise KeyboardInterrupt from None
    return found


def ask_secret(question: str) -> str:
    """An answer that the terminal does not show; it may be empty."""
    try:
        return str(click.prompt(question, default="", hide_input=True, show_default=False, err=True)).strip()
    except click.Abort:
        raise KeyboardInterrupt from None


def notice(text: str) -> None:
    """A word on stderr about what is going on."""
    click.echo(redact(text), err=True)


def trouble(texts: Iterable[str]) -> None:
    """What went wrong in a run that otherwise went on."""
    for text in texts:
        notice(f"crmsync: {text}")
