"""Which mails are one conversation, by what they say of one another; in bounded memory."""

import re
from collections.abc import Callable
from hashlib import blake2b

from crmsync.reading.headers import Fields, first, message_key

MOST = 50_000
"""Mails whose conversation is remembered, the latest: for those that name only the mail before them."""

_ID = re.compile(r"<([^<>\s]{1,500})>")
_READ = 16 * 1024


class Threads:
    """A mail belongs where the archive says, else to the first mail that References names, which all answers share.

    Where only In-Reply-To stands, the conversation is that of the mail it names, if that was read lately, else it has
    its name.
    """

    def __init__(self, hashed: Callable[[str], str]) -> None:
        self._hashed = hashed
        self._roots: dict[bytes, str] = {}

    def of(self, fields: Fields) -> str | None:
        """None where the mail has neither a name nor a mail before it."""
        if given := _given(fields):
            return given
        own, before = message_key(fields), _before(fields)
        if before is None:
            return self._hashed(own) if own else None
        root = self._roots.get(_short(before)) or self._hashed(before)
        if own:
            self._remember(own, root)
        return root

    def _remember(self, id: str, root: str) -> None:
        if len(self._roots) >= MOST:
            del self._roots[next(iter(self._roots))]
        self._roots[_short(id)] = root


def _given(fields: Fields) -> str | None:
    """X-GM-THRID, in the form that Gmail's API gives it: a hexadecimal number."""
    text = first(fields, "x-gm-thrid")
    return f"{int(text):x}" if text.isascii() and text.isdigit() and len(text) <= 20 else None


def _before(fields: Fields) -> str | None:
    """The first mail of the conversation, or the one before this."""
    named = _ID.search(first(fields, "references")[:_READ]) or _ID.search(first(fields, "in-reply-to")[:_READ])
    return named[1] if named else None


def _short(id: str) -> bytes:
    return blake2b(id.encode("utf-8", "replace"), digest_size=8).digest()
