"""Asking before something is written. Where nobody can answer, the answer is no."""

import sys
from collections.abc import Iterable

import click

from crmsync.retry import redact


def agreed(shown: Iterable[str], question: str, *, yes: bool) -> bool:
    """Show what it is about on stderr and ask. `yes`: asked and answered beforehand."""
    for line in shown:
        click.echo(line, err=True)
    if yes:
        return True
    if not sys.stdin.isatty():
        click.echo("Nobody is here to confirm it. Run it with --yes.", err=True)
        return False
    try:
        return click.confirm(question, err=True)
    except click.Abort:  # Ctrl-C at a question is Ctrl-C
        raise KeyboardInterrupt from None


def notice(text: str) -> None:
    """A word on stderr about what is going on."""
    click.echo(redact(text), err=True)


def trouble(texts: Iterable[str]) -> None:
    """What went wrong in a run that otherwise went on."""
    for text in texts:
        notice(f"crmsync: {text}")
