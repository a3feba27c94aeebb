"""The lines of `show`, each taken apart into the name of a value and what is said of it."""

import re
from collections.abc import Iterable, Iterator

NAMED = re.compile(r"  (.{14}) (\S.*)")
"""A value's line: two spaces, the name in a column of 14, what is said."""


def taken_apart(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names are empty where a line is a sentence."""
    for line in lines:
        found = NAMED.fullmatch(line)
        yield (found[1].strip(), found[2]) if found else ("", line.strip())
