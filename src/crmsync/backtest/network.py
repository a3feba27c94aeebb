"""Reading a network: a file of lines `src,dst,t` under that heading, t in seconds; plain or gzipped."""

import csv
import gzip
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from crmsync.backtest.ties import Message


class Unreadable(Exception):
    """The file is no network. The message says which line, and what was expected."""


def messages(path: Path) -> list[tuple[str, str, float]]:
    """All of it, in order of time."""
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
            return sorted(_parsed(path, file), key=lambda each: each[2])
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} can't be read: {error}") from error


def _parsed(path: Path, lines: Iterable[str]) -> Iterator[tuple[str, str, float]]:
    for number, row in enumerate(csv.reader(lines), start=1):
        if number == 1 and row == ["src", "dst", "t"]:
            continue
        try:
            source, target, at = row
            yield source, target, float(at)
        except ValueError:
            raise Unreadable(f"{path}, line {number}: expected src,dst,t with t in seconds.") from None


def owners(path: Path) -> frozenset[str]:
    """One a line."""
    try:
        return frozenset(path.read_text().split())
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} can't be read: {error}") from error


def history(
    ordered: Iterable[tuple[str, str, float]], whose: Collection[str] | None = None
) -> dict[str, dict[str, list[Message]]]:
    """What each owner knows of each other. `whose`: the owners; None: everybody is one."""
    found: dict[str, dict[str, list[Message]]] = {}
    for source, target, at in ordered:
        for owner, other, direction in ((source, target, "sent"), (target, source, "received")):
            if source != target and (whose is None or owner in whose):
                found.setdefault(owner, {}).setdefault(other, []).append(Message(at, direction))
    return found
