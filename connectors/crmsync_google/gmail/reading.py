"""From outcomes to records, and what the store knows already."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from crmsync.connector import ConnectorError, Record, Skipped, View
from crmsync_google.batch import Json
from crmsync_google.gmail.fetching import Found, Gone, Outcome, Unreadable, fetched
from crmsync_google.gmail.headers import read_message
from crmsync_google.gmail.labels import is_hidden, users_own
from crmsync_google.gmail.mailbox import Mailbox
from crmsync_google.gmail.plan import Fetch

T = TypeVar("T")

ASKED_AT_ONCE = 500
"""Ids that the store is asked about in one question."""

PAGE = 100
"""Messages of a page, at least: a third of a minute at the usual budget. With what is begun ahead it is what a kill
may cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """The records that some fetches wanted, in their order, and how many messages these were."""

    records: list[Record]
    wanted: int


def portions(mailbox: Mailbox, fetches: Iterable[Fetch]) -> Iterator[Portion]:
    """What `fetches` wanted, in portions of a page; before trouble is raised, what was read till then."""
    found: list[Record] = []
    wanted = 0
    try:
        for batch in fetched(mailbox, fetches):
            for fetch, outcome in batch:
                found += told(mailbox, fetch, outcome, wanted_of(fetch, outcome))
                wanted += len(fetch.messages)
            if wanted >= PAGE:
                yield Portion(records=found, wanted=wanted)
                found, wanted = [], 0
    except ConnectorError:
        if wanted:
            yield Portion(records=found, wanted=wanted)
        raise
    if wanted:
        yield Portion(records=found, wanted=wanted)


def wanted_of(fetch: Fetch, outcome: Outcome) -> list[Json]:
    """A thread's answer holds all of it: those that `fetch` names."""
    return [message for message in messages_of(outcome) if message["id"] in fetch.messages]


def messages_of(outcome: Outcome) -> Sequence[Json]:
    """The messages found, drafts and the like apart: a thread's answer holds these too."""
    match outcome:
        case Found(messages=messages):
            return [message for message in messages if not is_hidden(labels_of(message))]
        case Gone() | Unreadable():
            return []


def labels_of(message: Json) -> frozenset[str]:
    """A message without labels (archived mail) has no such field."""
    return frozenset(message.get("labelIds", ()))


def told(mailbox: Mailbox, fetch: Fetch, outcome: Outcome, messages: Sequence[Json]) -> Iterator[Record]:
    """Records of `messages`; of what Gmail would not show, that it was skipped."""
    if isinstance(outcome, Unreadable):
        yield from (Skipped(id=id, reason=outcome.reason) for id in fetch.messages)
    for message in messages:
        # Names cost a request: they are asked only where a message has a label of the user's own.
        names = mailbox.label_names() if users_own(labels_of(message)) else {}
        yield read_message(message, names, subjects=mailbox.subjects)


def known(view: View, ids: Iterable[str]) -> Iterator[str]:
    """Those of `ids` that the store holds, asked in portions."""
    for some in in_portions(ids):
        yield from view.known(some)


def in_portions(items: Iterable[T]) -> Iterator[list[T]]:
    """As many as the store is asked about in one question."""
    rest = iter(items)
    while some := list(islice(rest, ASKED_AT_ONCE)):
        yield some
