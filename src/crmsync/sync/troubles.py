"""What of all that was told since can't simply be added to what was kept, and what was withdrawn."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from crmsync.connector import EmailAddress
from crmsync.identity.components import Components
from crmsync.relationships.copies import Mark, parties
from crmsync.relationships.marks import NONE
from crmsync.relationships.recordings import Recordings
from crmsync.store import histories, nearby
from crmsync.store.histories import MINUTE, Head, News

MS = 1000
"""Microseconds."""


def troubles(
    tx: Connection, head: Head, ahead: Recordings, known: Mapping[Mark, str]
) -> tuple[News, Mapping[Mark, str]]:
    """As news: what is older than what was kept, what may be a copy of something older, and what may make one
    conversation of two. And what threads of the rest are called that began earlier.

    `ahead`: all that is not in what was kept; `known`: what its threads were called that went on in others.
    """
    late = (ahead.rows > head.last) & (ahead.ended <= head.until)
    minutes = ahead.began // MS // MINUTE * MINUTE
    rest = nearby.beside(tx, ahead, minutes[~late])
    twice = np.isin(ahead.keys, list(rest.keys)) | np.isin(minutes, list(rest.minutes))
    names = ahead.thread_names()
    called = {mark: known.get(text) for mark, text in names.items()}
    joining = np.isin(ahead.threads, list(_joining(head, ahead, minutes, called, rest.threads)))
    news = _and(histories.load_news(tx), ahead, np.flatnonzero(late | twice | joining))
    return news, {names[mark]: called[mark] or "/".join(names[mark]) for mark in rest.threads}


def _joining(
    head: Head,
    ahead: Recordings,
    minutes: NDArray[np.int64],
    called: Mapping[int, str | None],
    begun: frozenset[int],
) -> Iterator[int]:
    """Marks of threads that what may be copies join, where that makes one conversation of two that began earlier; and
    of those that what is new may part, for it is the original now of what was a copy of something else.
    """
    together, of = _together(ahead, minutes)
    new = dict[object, set[bool]]()
    for mark, is_new in zip(of, (ahead.rows > head.last).tolist(), strict=True):
        new.setdefault(together.root(mark), set()).add(is_new)
    for some in together.all():
        threads = [each for each in some if isinstance(each, int)]
        names = {called[each] for each in threads} - {None}
        earlier = names | {each for each in threads if called[each] is None and each in begun}
        told = {called[each] for each in threads if each in begun}
        unknown = len(threads) > 1 and not names <= told
        if len(earlier) > 1 or unknown or (names and len(new[together.root(some[0])]) > 1):
            yield from threads


def _together(ahead: Recordings, minutes: NDArray[np.int64]) -> tuple[Components[object], list[object]]:
    """Threads, keys and minutes that have an interaction in common; and of each interaction its minute."""
    together, of = Components[object](), list[object]()
    who = parties(ahead.alike)[ahead.kinds].tolist()
    rows = zip(ahead.threads.tolist(), ahead.keys.tolist(), who, minutes.tolist(), strict=True)
    for thread, key, people, minute in rows:
        of.append(("minute", people, minute))
        together.join([of[-1], *([("key", key)] if key != NONE else []), *([thread] if thread != NONE else [])])
    return together, of


def _and(news: News, ahead: Recordings, places: NDArray[np.intp]) -> News:
    """With what these interactions are about."""
    some = ahead.some(places.tolist())
    at = (ahead.began[places] // MS // MINUTE * MINUTE).tolist()
    on: set[EmailAddress] = {each.address for one in some for each in one.interaction.participants}
    threads = {(each.source, each.interaction.thread) for each in some if each.interaction.thread}
    return News(
        addresses=news.addresses | on,
        keys=news.keys | {each.interaction.key for each in some if each.interaction.key},
        threads=news.threads | {(source, thread) for source, thread in threads if thread},
        minutes=news.minutes | set(at),
    )
