"""Copies found among objects, one after the other: slow and plain, to compare with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from crmsync.connector import Channel, Interaction, Role
from crmsync.identity.components import Components
from crmsync.relationships.recorded import Recorded

Mark = tuple[str, str]
"""A source, and the name of something in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """`marks`: all but the first of what is the same mail. `names`: of threads that go on in other ones, by source."""

    marks: frozenset[Mark]
    names: Mapping[Mark, str]

    def conversation(self, source: str, thread: str | None) -> str | None:
        """What the thread is called: the same for threads that hold copies of one mail, on any account."""
        if thread is None:
            return None
        mark = (source, thread)
        return self.names.get(mark) or "/".join(mark)


def copies(ordered: Iterable[Recorded], worse: Callable[[Interaction], bool] = lambda _: False) -> Copies:
    """The copies among these, by Message-ID, or by sender, recipients and minute.

    `ordered` by time, then source and id, so the same facts always keep the same one. One that came straight goes
    before one that a list or a machine passed on, and of a meeting that is on several calendars the copy that names
    most people. What is `worse`, say because self declined it, goes after all others.
    """
    known = list(ordered)
    first: dict[object, Recorded] = {}
    found: set[Mark] = set()
    conversations: Components[Mark] = Components()
    for record in sorted(known, key=partial(_order, worse)):
        same = _same(record.interaction)
        original = next((first[mark] for mark in same if mark in first), None)
        if original is not None:
            found.add(record.mark)
            conversations.join(_threads(original, record))
        for mark in same:
            first.setdefault(mark, record)
    together = [set(some) for some in conversations.all() if len(some) > 1]
    return Copies(marks=frozenset(found), names={mark: _name(some, known) for some in together for mark in some})


def _name(threads: set[Mark], ordered: Iterable[Recorded]) -> str:
    """That of the thread that begins first."""
    return next("/".join(mark) for record in ordered for mark in _threads(record) if mark in threads)


def _order(worse: Callable[[Interaction], bool], record: Recorded) -> tuple[bool, bool, int]:
    """Sorts what tells most of an interaction to the front."""
    one = record.interaction
    named = 0 if one.channel is Channel.MAIL else len(one.participants)
    return worse(one), bool(one.signals or one.list_id), -named


def _same(mail: Interaction) -> tuple[object, ...]:
    """Two interactions of a kind that share one of these are the same."""
    by_minute = (_parties(mail), mail.at.replace(second=0, microsecond=0))
    return ((mail.channel, mail.key), by_minute) if mail.key else (by_minute,)


def _parties(mail: Interaction) -> tuple[object, ...]:
    """What its kind is, who wrote it, and to whom."""
    sender = next((p.address for p in mail.participants if p.role is Role.FROM), None)
    return mail.channel, sender, frozenset(p.address for p in mail.participants if p.role is not Role.FROM)


def _threads(*records: Recorded) -> list[Mark]:
    return [(record.source, record.interaction.thread) for record in records if record.interaction.thread is not None]
