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
class _Talk:
    """A conversation under one subject so far."""

    thread: str
    last: datetime
    people: frozenset[str]


@dataclass(slots=True)
class _Seen:
    """The conversations so far: by Message-ID, and by subject."""

    by_id: dict[str, str] = field(default_factory=dict)
    by_subject: dict[str, list[_Talk]] = field(default_factory=dict)


def threads(mails: Iterable[Threadable]) -> Iterator[str]:
    """The conversation of each of `mails`, which come oldest first.

    A mail belongs to the conversation of the newest mail it refers to. Where it refers to none that is known, but
    calls itself an answer or is passed on, it belongs to the last one under that subject within `WINDOW` that it shares
    two people with: who answers one of five has not begun a new conversation. Mails that merely share a subject are
    apart: a weekly report is no conversation.
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
    talks = seen.by_subject.get(_plain(mail.subject), ())
    joined = (talk for talk in reversed(talks) if mail.at - talk.last <= WINDOW and _shares(mail, talk))
    return next((talk.thread for talk in joined), None)


def _shares(mail: Threadable, talk: _Talk) -> bool:
    """Two people, or all there are where a mail has only one."""
    return len(mail.people & talk.people) >= min(2, len(mail.people))


def _remember(seen: _Seen, mail: Threadable, thread: str) -> str:
    """Mails it refers to are remembered too, so that two answers to an absent mail meet."""
    for each in (mail.message_id, *_parents(mail)):
        if each:
            seen.by_id.setdefault(each, thread)
    if subject := _plain(mail.subject):
        _continue(seen.by_subject.setdefault(subject, []), mail, thread)
    return thread


def _continue(talks: list[_Talk], mail: Threadable, thread: str) -> None:
    """The conversation goes on with this mail, and is now the last one under its subject."""
    earlier = next((talk for talk in talks if talk.thread == thread), None)
    if earlier:
        talks.remove(earlier)
    people = mail.people | (earlier.people if earlier else frozenset())
    talks.append(_Talk(thread=thread, last=mail.at, people=people))


def _parents(mail: Threadable) -> list[str]:
    return _ID.findall(mail.references[-_READ:])


def _plain(subject: str) -> str:
    """The subject without what answering and passing on put before it."""
    text = subject[:_READ]
    while match := _ANSWER.match(text):
        text = text[match.end() :]
    return " ".join(text.casefold().split())
