"""The same mail, met twice: on two accounts, or under two Message-IDs. It counts once, in one conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmsync.connector import Interaction, Role
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


def copies(ordered: Sequence[Recorded]) -> Copies:
    """The copies among these, by Message-ID, or by sender, recipients and minute.

    `ordered` by time, then source and id, so the same facts always keep the same one. One that came straight goes
    before one that a list or a machine passed on.
    """
    first: dict[object, Recorded] = {}
    found: set[tuple[str, str]] = set()
    conversations: Components[tuple[str, str]] = Components()
    for record in sorted(ordered, key=lambda record: bool(record.interaction.signals or record.interaction.list_id)):
        same = _same(record.interaction)
        original = next((first[mark] for mark in same if mark in first), None)
        if original is not None:
            found.add(record.mark)
            conversations.join(_threads(original, record))
        for mark in same:
            first.setdefault(mark, record)
    return Copies(marks=frozenset(found), conversations=conversations)


def _same(mail: Interaction) -> tuple[object, ...]:
    """Two mails that share one of these are the same."""
    sender = next((p.address for p in mail.participants if p.role is Role.FROM), None)
    recipients = frozenset(p.address for p in mail.participants if p.role is not Role.FROM)
    by_minute = (sender, recipients, mail.at.replace(second=0, microsecond=0))
    return (mail.key, by_minute) if mail.key else (by_minute,)


def _threads(*records: Recorded) -> list[tuple[str, str]]:
    return [(record.source, record.interaction.thread) for record in records if record.interaction.thread is not None]
