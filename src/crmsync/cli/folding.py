"""Lines that fit a terminal. What is piped stays as it is, a line a thing, for grep and for files."""

import re
import shutil
import sys
import textwrap
from collections.abc import Iterable

import click

WIDEST = 100
"""Longer lines are hard to read, however wide the window is."""
DEEPEST = 36
"""Columns; what follows a wider first column goes on two blanks in."""
_COLUMN = re.compile(r" *\S+(?: \S+)* {2,}(?=\S)")


def print_lines(lines: Iterable[str], *, err: bool = False) -> None:
    """On a terminal folded at its width, below the column where the text begins. `err`: on stderr."""
    on_terminal = (sys.stderr if err else sys.stdout).isatty()
    width = min(shutil.get_terminal_size().columns, WIDEST) if on_terminal else None
    for line in lines:
        click.echo(folded(line, width) if width else line, err=err)


def folded(line: str, width: int) -> str:
    """No word is cut: an address, a command or an id can be copied."""
    if len(line) <= width:
        return line
    column = _COLUMN.match(line)
    deep = column.end() if column and column.end() <= DEEPEST else len(line) - len(line.lstrip()) + 2
    return textwrap.fill(
        line,
        width,
        subsequent_indent=" " * deep,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=False,
    )
