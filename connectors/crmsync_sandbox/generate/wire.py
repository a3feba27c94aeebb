"""How a letter looks on the wire: its headers in the order and form in which mail programs write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from random import Random

Headers = tuple[tuple[str, str], ...]

CANARY = "CANARY"
"""Stands in every subject. Seen anywhere outside the sandbox, it tells that a private field was read or kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An address with the name shown beside it."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def __str__(self) -> str:
        return f"{phrase(self.name)} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What somebody wrote to others, before it is put on the wire. `id` is its Message-ID."""

    id: str
    at: datetime
    sender: Mailbox
    to: tuple[Mailbox, ...]
    subject: str
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()
    parents: tuple[str, ...] = ()
    """The Message-IDs before it in its conversation, oldest first."""
    zone: int = 0
    """Hours east of Greenwich where it was written."""


@lru_cache(maxsize=4096)
def phrase(name: str) -> str:
    """A display name as it stands in a header: plain, quoted (RFC 5322) or an encoded word (RFC 2047)."""
    if not name.isascii():
        return Header(name, "utf-8").encode()
    plain = name.replace(" ", "").replace("-", "").replace("'", "").isalnum()
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def message_id(random: Random, domain: str) -> str:
    return f"<{random.getrandbits(96):024x}@{domain}>"


def date(at: datetime, zone: int = 0) -> str:
    return format_datetime(at.astimezone(timezone(timedelta(hours=zone))))


def sent(letter: Letter, *extra: tuple[str, str]) -> Headers:
    """The copy in the sender's own mailbox: no trace of delivery, and Bcc still there."""
    return (("MIME-Version", "1.0"), *_envelope(letter), *_content(extra))


def received(letter: Letter, delivered_to: str, *extra: tuple[str, str], bounce_to: str | None = None) -> Headers:
    """The copy that reached `delivered_to`. Bounces go to `bounce_to`: the sender, unless told; "" for none."""
    back = letter.sender.address if bounce_to is None else bounce_to
    relay = f"from mx.{letter.sender.domain} by mail.{delivered_to.rpartition('@')[2]} with ESMTPS; {date(letter.at)}"
    trace = (("Delivered-To", delivered_to), ("Return-Path", f"<{back}>"), ("Received", relay))
    blind = tuple(pair for pair in _envelope(letter) if pair[0] != "Bcc")
    return (*trace, ("MIME-Version", "1.0"), *blind, *_content(extra))


def replaced(headers: Headers, name: str, text: str) -> Headers:
    """The same headers with another text under `name`, appended where there was none."""
    if all(each != name for each, _ in headers):
        return (*headers, (name, text))
    return tuple((each, text if each == name else value) for each, value in headers)


def without(headers: Headers, *names: str) -> Headers:
    return tuple(pair for pair in headers if pair[0] not in names)


def _content(extra: Sequence[tuple[str, str]]) -> Headers:
    plain = ("Content-Type", 'text/plain; charset="utf-8"')
    return tuple(extra) if any(name == "Content-Type" for name, _ in extra) else (plain, *extra)


def _envelope(letter: Letter) -> Headers:
    pairs = (
        ("From", str(letter.sender)),
        ("To", ", ".join(map(str, letter.to))),
        ("Cc", ", ".join(map(str, letter.cc))),
        ("Bcc", ", ".join(map(str, letter.bcc))),
        ("Subject", letter.subject),
        ("Date", date(letter.at, letter.zone)),
        ("Message-ID", letter.id),
        ("In-Reply-To", letter.parents[-1] if letter.parents else ""),
        ("References", " ".join(letter.parents)),
    )
    return tuple((name, value) for name, value in pairs if value)
