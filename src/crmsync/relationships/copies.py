"""The same mail or meeting, met twice: on two accounts, under two Message-IDs, on two calendars. It counts once."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from crmsync.connector import Channel, Interaction, Role
from crmsync.identity.components import Components
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import Recordings

Mark = tuple[str, str]
"""A source, and the name of something in it."""

MINUTE = 60_000_000
"""Microseconds."""


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
    first: dict[object, Recorded] = {}
    found: set[Mark] = set()
    conversations: Components[Mark] = Components()
    for record in sorted(ordered, key=partial(_order, worse)):
        same = _same(record.interaction)
        original = next((first[mark] for mark in same if mark in first), None)
        if original is not None:
            found.add(record.mark)
            conversations.join(_threads(original, record))
        for mark in same:
            first.setdefault(mark, record)
    together = [some for some in conversations.all() if len(some) > 1]
    return Copies(marks=frozenset(found), names={mark: "/".join(min(some)) for some in together for mark in some})


def perhaps_twice(known: Recordings, ordered: Sequence[int]) -> list[int]:
    """Of the places of interactions those that may be the same as another one; nobody else is a copy or has one.

    Found by hashes, which sort in little memory. Where two differ and their hashes don't, `copies` tells them apart.
    """
    kinds = [hash(_parties(each.interaction)) for each in known.alike]
    minutes = array("q", (hash((kinds[known.kinds[place]], known.began[place] // MINUTE)) for place in ordered))
    keys = array("q", (known.keys[place] for place in ordered))
    same_minute, same_key = _repeated(minutes), _repeated(keys) - {0}
    seen = zip(ordered, minutes, keys, strict=True)
    return [place for place, minute, key in seen if minute in same_minute or key in same_key]


def _repeated(numbers: Iterable[int]) -> set[int]:
    return {one for one, other in pairwise(sorted(numbers)) if one == other}


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
