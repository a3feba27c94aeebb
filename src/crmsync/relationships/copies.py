"""The same mail or meeting, met twice: on two accounts, under two Message-IDs, on two calendars. It counts once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from crmsync.connector import Channel, Interaction, Role
from crmsync.identity.components import Components
from crmsync.relationships.recorded import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """`marks`: all but the first of what is the same mail."""

    marks: frozenset[tuple[str, str]]
    conversations: Components[tuple[str, str]]

    def conversation(self, record: Recorded) -> str | None:
        """What the mail's thread is called: the same for threads that hold copies of one mail, on any account."""
        thread = record.interaction.thread
        return None if thread is None else "/".join(self.conversations.root((record.source, thread)))


def copies(ordered: Iterable[Recorded], worse: Callable[[Interaction], bool] = lambda _: False) -> Copies:
    """The copies among these, by Message-ID, or by sender, recipients and minute.

    `ordered` by time, then source and id, so the same facts always keep the same one. One that came straight goes
    before one that a list or a machine passed on, and of a meeting that is on several calendars the copy that names
    most people. What is `worse`, say because self declined it, goes after all others.
    """
    first: dict[object, Recorded] = {}
    found: set[tuple[str, str]] = set()
    conversations: Components[tuple[str, str]] = Components()
    for record in sorted(ordered, key=partial(_order, worse)):
        same = _same(record.interaction)
        original = next((first[mark] for mark in same if mark in first), None)
        if original is not None:
            found.add(record.mark)
            conversations.join(_threads(original, record))
        for mark in same:
            first.setdefault(mark, record)
    return Copies(marks=frozenset(found), conversations=conversations)


def _order(worse: Callable[[Interaction], bool], record: Recorded) -> tuple[bool, bool, int]:
    """Sorts what tells most of an interaction to the front."""
    one = record.interaction
    named = 0 if one.channel is Channel.MAIL else len(one.participants)
    return worse(one), bool(one.signals or one.list_id), -named


def _same(mail: Interaction) -> tuple[object, ...]:
    """Two interactions of a kind that share one of these are the same."""
    sender = next((p.address for p in mail.participants if p.role is Role.FROM), None)
    recipients = frozenset(p.address for p in mail.participants if p.role is not Role.FROM)
    by_minute = (mail.channel, sender, recipients, mail.at.replace(second=0, microsecond=0))
    return ((mail.channel, mail.key), by_minute) if mail.key else (by_minute,)


def _threads(*records: Recorded) -> list[tuple[str, str]]:
    return [(record.source, record.interaction.thread) for record in records if record.interaction.thread is not None]
