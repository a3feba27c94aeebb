"""What numbers rest on beside the facts, as digests: where one is another, what was kept holds no more."""

import hashlib
import sys
from collections.abc import Collection, Iterable
from datetime import tzinfo
from functools import cache
from importlib.resources import files

PACKAGES = ("crmsync.relationships", "crmsync.identity", "crmsync.connector", "crmsync.store", "crmsync.sync")
"""Where it is said what counts, who is who, and what is read again of which news."""


@cache
def code_digest() -> str:
    """Of the rules themselves: nobody has to remember that what was kept is another's.

    Of what was compiled, where it was installed without its sources.
    """
    modules = [each for package in PACKAGES for each in files(package).iterdir() if each.name.endswith((".py", ".pyc"))]
    named = sorted((each.name, hashlib.sha256(each.read_bytes()).hexdigest()) for each in modules)
    return digest([sys.version, *(text for pair in named for text in pair)])


def settings_digest(zone: tzinfo, *some: Collection[str]) -> str:
    """When a day begins, and in `some` who is self, a colleague or nobody's business."""
    return digest([str(zone), *(text for each in some for text in ("", *sorted(each)))])


def words_digest(*some: object) -> str:
    """All that is said, elsewhere than in interactions, of who is who."""
    return digest(map(repr, some))


def digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
