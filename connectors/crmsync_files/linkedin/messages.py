"""messages.csv: who wrote to whom and when. What they wrote is read over and never kept.

A message is a talk to crmsync, as a call is. So only conversations are told in which both sides wrote: what a stranger
writes to somebody who never answers is none.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crmsync.connector import (
    Channel,
    Contact,
    EmailAddress,
    Interaction,
    Participant,
    Record,
    Role,
    Skipped,
    View,
)
from crmsync.reading.text import MOST_ADDRESSES, shown
from crmsync_files.items import Item
from crmsync_files.linkedin.profiles import by_profile
from crmsync_files.mail.reading import hashed
from crmsync_files.rows import Broken, rows
from crmsync_files.steps import Step

_YEARS = range(2003, 9000)
_FORMS = ("%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S", "%m/%d/%y, %I:%M %p")
"""In UTC: of today, and those of some years ago."""


@dataclass(slots=True)
class _Whole:
    """What only all rows together tell."""

    on_all: set[EmailAddress] | None = None
    """Who is on every message: self."""
    writers: defaultdict[str, set[EmailAddress]] = field(default_factory=lambda: defaultdict(set))
    """By conversation."""


def messages(item: Item, prefix: str, view: View) -> Iterator[Step]:
    """The file is read twice: who self is, and who answered, shows at its end only."""
    whole = _read(item)
    own = whole.on_all if whole.on_all is not None and len(whole.on_all) == 1 else set()
    for address in own:
        yield Step(at=0, record=Contact(id=f"{prefix}self", addresses=(address,), own=True))
    with item.open() as file:
        for number, row in enumerate(rows(file, first="conversation id")):
            if isinstance(row, Broken):
                yield Step(at=0, record=Skipped(id=f"{prefix}{number}", reason="a line of messages can't be read"))
            elif _is_two_way(whole.writers[_talk(row)], own | set(view.own)) and not _is_none(row):
                yield Step(at=0, record=_message(row, prefix, view))


def _read(item: Item) -> _Whole:
    whole = _Whole()
    with item.open() as file:
        for row in rows(file, first="conversation id"):
            if isinstance(row, Broken) or _is_none(row):
                continue
            people = {each.address for each in _people(row)}
            whole.on_all = people if whole.on_all is None else (whole.on_all & people or whole.on_all)
            whole.writers[_talk(row)].update(each.address for each in _people(row) if each.role is Role.FROM)
    return whole


def _is_two_way(writers: set[EmailAddress], own: set[EmailAddress]) -> bool:
    return not writers.isdisjoint(own) and bool(writers - own)


def _is_none(row: Mapping[str, str]) -> bool:
    """Spam, and what was never sent."""
    return row.get("folder", "").upper() == "SPAM" or row.get("is message draft", "").casefold() == "yes"


def _message(row: Mapping[str, str], prefix: str, view: View) -> Record | None:
    id = prefix + hashed("\n".join(row.get(each, "") for each in ("conversation id", "date", "sender profile url")))
    at = _date(row.get("date", ""))
    if at is None:
        return Skipped(id=id, reason="a message has no date that can be read")
    if view.since and at < view.since:
        return None
    return Interaction(
        id=id, channel=Channel.MESSAGE, at=at, participants=tuple(_people(row)), thread=hashed(_talk(row))
    )


def _people(row: Mapping[str, str]) -> Iterator[Participant]:
    """Of recipients the names stand in one cell and their profiles in another, in the same order, as it seems."""
    sender = by_profile(row.get("sender profile url", ""))
    if sender:
        yield Participant(address=sender, role=Role.FROM, name=shown(row.get("from", "")))
    urls = row.get("recipient profile urls", "").split(",")[:MOST_ADDRESSES]
    names = row.get("to", "").split(",")
    for number, url in enumerate(urls):
        if address := by_profile(url):
            name = shown(names[number]) if len(names) == len(urls) else ""
            yield Participant(address=address, role=Role.TO, name=name)


def _talk(row: Mapping[str, str]) -> str:
    return row.get("conversation id", "")


def _date(text: str) -> datetime | None:
    for form in _FORMS:
        try:
            at = datetime.strptime(text.strip()[:40], form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return at if at.year in _YEARS else None
    return None
