"""Sync tokens and page tokens, and what they remember of the request that they came from."""

import zlib
from dataclasses import dataclass
from typing import Self

from ..google.arguments import Arguments
from .errors import invalid

SYSTEM_PARAMETERS = frozenset({"alt", "fields", "prettyPrint", "key", "quotaUser", "pageToken", "syncToken"})
"""What may differ from page to page, and tokens themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncToken:
    """Everything up to the happening `place` is known. Times are seconds of the epoch."""

    place: int
    full: int
    """When the list was last told in full: the token expires so many days after that, not after its own making."""
    form: str
    """What the request asked for: it must go on asking for that."""

    def __str__(self) -> str:
        return f"sync.{self.place}.{self.full}.{self.form}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises `Refused` (400) on what is none."""
        kind, place, full, form = _parts(text, 4)
        return cls(place=_number(place), full=_number(full), form=_of_kind("sync", kind, form))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageToken:
    """The page goes on behind the happening `after`; `next` is the sync token that the last page gives."""

    after: int
    next: SyncToken
    form: str

    def __str__(self) -> str:
        return f"page.{self.after}.{self.next.place}.{self.next.full}.{self.next.form}.{self.form}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises `Refused` (400) on what is none."""
        kind, after, place, full, asked, form = _parts(text, 6)
        following = SyncToken(place=_number(place), full=_number(full), form=asked)
        return cls(after=_number(after), next=following, form=_of_kind("page", kind, form))


def form(given: Arguments, *further: str) -> str:
    """A digest of what a request asks for, tokens apart."""
    asked = sorted((name, value) for name, value in given.values.items() if name not in SYSTEM_PARAMETERS)
    return f"{zlib.crc32(repr((asked, further)).encode()):08x}"


def _parts(text: str, count: int) -> list[str]:
    parts = text.split(".")
    if len(parts) != count:
        raise invalid()
    return parts


def _number(text: str) -> int:
    if not text.isdecimal():
        raise invalid()
    return int(text)


def _of_kind(wanted: str, kind: str, form: str) -> str:
    if kind != wanted:
        raise invalid()
    return form
