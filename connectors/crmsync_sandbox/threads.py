"""Which mails are one conversation, for archives that do not say: by reference, else by subject and people."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WINDOW = timedelta(days=30)
"""How long after its last mail a conversation can be joined by subject alone."""

_READ = 16 * 1024
"""Characters of a header that are looked at: the last of References, the first of all others."""
_ID = re.compile(r"<[^<>\s]{1,250}>")
_ANSWER = re.compile(r"^\s*(?:re|aw|sv|antw|fwd?|wg|tr)\s*(?:\[\d{1,3}\])?\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threadable:
    """What of a mail tells its conversation. `given` is the archive's own word for it, if it has one."""

    at: datetime
    people: frozenset[str]
    subject: str = ""
    message_id: str = ""
    references: str = ""
    given: str = ""


@dataclass(slots=True)
class _Seen:
    """The conversations so far: by Message-ID, and by subject and people with the time of the last mail."""

    by_id: dict[str, str] = field(default_factory=dict)
    by_subject: dict[tuple[str, frozenset[str]], tuple[str, datetime]] = field(default_factory=dict)


def threads(mails: Iterable[Threadable]) -> Iterator[str]:
    """The conversation of each of `mails`, which come oldest first.

    A mail belongs to the conversation of the newest mail it refers to. Where it refers to none that is known, but
    calls itself an answer or is passed on, it belongs to the last one of the same people under that subject within
    `WINDOW`. Mails that merely share a subject are apart: a weekly report is no conversation.
    """
    seen = _Seen()
    for number, mail in enumerate(mails):
        yield _remember(seen, mail, mail.given or _by_reference(seen, mail) or _by_subject(seen, mail) or f"t{number}")


def _by_reference(seen: _Seen, mail: Threadable) -> str | None:
    known = (seen.by_id.get(each) for each in (mail.message_id, *reversed(_parents(mail))))
    return next((thread for thread in known if thread), None)


def _by_subject(seen: _Seen, mail: Threadable) -> str | None:
    if not _ANSWER.match(mail.subject[:_READ]):
        return None
    thread, last = seen.by_subject.get(_topic(mail), (None, mail.at))
    return thread if mail.at - last <= WINDOW else None


def _remember(seen: _Seen, mail: Threadable, thread: str) -> str:
    """Mails it refers to are remembered too, so that two answers to an absent mail meet."""
    for each in (mail.message_id, *_parents(mail)):
        if each:
            seen.by_id.setdefault(each, thread)
    if _plain(mail.subject):
        seen.by_subject[_topic(mail)] = (thread, mail.at)
    return thread


def _parents(mail: Threadable) -> list[str]:
    return _ID.findall(mail.references[-_READ:])


def _topic(mail: Threadable) -> tuple[str, frozenset[str]]:
    return _plain(mail.subject), mail.people


def _plain(subject: str) -> str:
    """The subject without what answering and passing on put before it."""
    text = subject[:_READ]
    while match := _ANSWER.match(text):
        text = text[match.end() :]
    return " ".join(text.casefold().split())
