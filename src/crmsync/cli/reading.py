"""Answers as they are typed, made into what is meant. Raises `click.UsageError`, and it is asked again."""

from pathlib import Path

import click

from crmsync.connector import EmailAddress, email_address


def address(text: str) -> EmailAddress:
    found = email_address(text)
    if found is None:
        raise click.UsageError(f"{text!r} is no e-mail address")
    return found


def addresses(text: str) -> list[EmailAddress]:
    """Several, with blanks or commas between; perhaps none."""
    return [address(each) for each in text.replace(",", " ").split()]


def perhaps_address(text: str) -> EmailAddress | None:
    return address(text) if text.strip() else None


def yes_or_no(text: str) -> bool:
    word = text.strip().lower()
    if word not in ("y", "yes", "n", "no"):
        raise click.UsageError("write yes or no")
    return word.startswith("y")


def existing(text: str) -> Path:
    path = Path(text.strip()).expanduser()
    if not text.strip() or not path.exists():
        raise click.UsageError(f"{text!r} is not there")
    return path
