"""An mbox file as a life: mailbox, conversations, labels, and the part of the people that the CRM knows.

Takeout's X-GM-THRID and X-Gmail-Labels tell conversations and labels where they stand; in archives with
X-Folder-Path the folder tells whose mail it is, and what was sent, thrown away or drafted.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from crmsync_sandbox.folders import SYSTEM, Folder, folder, takeout_labels
from crmsync_sandbox.life import CrmContact, Life, Mail
from crmsync_sandbox.mbox_messages import READ, Headers, Message, addresses, messages
from crmsync_sandbox.threads import Threadable, threads

_PACKERS = frozenset({"x-folder-path", "x-gm-thrid", "x-gmail-labels"})
"""Headers of whoever packed the archive; they were never on the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderOwner:
    """Somebody whose folders a file holds."""

    folder: str
    """The first part of the folder paths."""
    messages: int
    sent: int
    writers: tuple[tuple[str, int], ...]
    """Who stands in From in the sent folders, with counts, most first: the owner, and maybe an assistant."""


def life(path: Path | str, *, owner: str, owner_folder: str | None = None, known: float = 0.5, seed: int = 1) -> Life:
    """The mails of the file, or those under `owner_folder`, as the mailbox of the address `owner`, oldest first.

    The CRM knows a share of `known` of those who wrote to it or were written to from it, by seeded chance. Raises
    OSError or EOFError where the file can't be read to its end; nothing that stands in a mail raises.
    """
    me = owner.lower()
    chosen = [each for each in messages(path) if owner_folder is None or _folder(each).owner == owner_folder]
    chosen.sort(key=lambda each: each.at)
    labels = [_labels(each, me) for each in chosen]
    talks = threads(map(_threadable, chosen))
    return Life(
        owner=owner,
        mails=tuple(_mail(*row) for row in zip(chosen, labels, talks, strict=True)),
        contacts=_contacts(_correspondents(chosen, labels) - {me}, known, seed),
        user_labels=tuple(sorted(frozenset().union(*labels) - SYSTEM)),
    )


def owners(path: Path | str) -> tuple[FolderOwner, ...]:
    """Everyone whose folders the file holds, by folder; none where its mails tell no folder."""
    counts: Counter[str] = Counter()
    writers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sent: Counter[str] = Counter()
    for message in messages(path):
        place = _folder(message)
        counts[place.owner] += 1
        if "SENT" in place.labels:
            sent[place.owner] += 1
            writers[place.owner].update(message.writers[:1])
    return tuple(
        FolderOwner(folder=each, messages=counts[each], sent=sent[each], writers=tuple(writers[each].most_common()))
        for each in sorted(counts)
        if each
    )


def _folder(message: Message) -> Folder:
    return folder(message.text("x-folder-path"))


def _labels(message: Message, owner: str) -> frozenset[str]:
    """As Takeout says, else as the folder says, else by who wrote it."""
    if gmail := message.text("x-gmail-labels"):
        return takeout_labels(gmail)
    if message.text("x-folder-path"):
        return _folder(message).labels
    return frozenset({"SENT"} if owner in message.writers else {"INBOX"})


def _threadable(message: Message) -> Threadable:
    people = frozenset(address for name in ("from", "to", "cc") for address in addresses(message.text(name)))
    return Threadable(
        at=message.at,
        people=people,
        subject=message.text("subject")[:READ],
        message_id=message.text("message-id")[:READ].strip(),
        references=f"{message.text('references')[-READ:]} {message.text('in-reply-to')[:READ]}",
        given=message.text("x-gm-thrid")[:READ].strip(),
    )


def _mail(message: Message, labels: frozenset[str], thread: str) -> Mail:
    headers: Headers = tuple(pair for pair in message.headers if pair[0].lower() not in _PACKERS)
    return Mail(headers=headers, at=message.at, thread=thread, labels=labels)


def _correspondents(chosen: Sequence[Message], labels: Sequence[frozenset[str]]) -> set[str]:
    found: set[str] = set()
    for message, label in zip(chosen, labels, strict=True):
        sides = ("to", "cc") if "SENT" in label else ("from",)
        found.update(address for side in sides for address in addresses(message.text(side)))
    return found


def _contacts(correspondents: set[str], known: float, seed: int) -> tuple[CrmContact, ...]:
    chances = Random(f"{seed}/crm")  # noqa: S311 - a repeatable choice, no secret
    in_order = sorted(correspondents)
    return tuple(CrmContact(email=email) for email in chances.sample(in_order, round(known * len(in_order))))
