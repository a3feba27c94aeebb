"""From a page of the plan to messages: in batches, several at a time, until each has an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmsync.connector import ConnectorError
from crmsync.retry import Again
from crmsync_google.batch import Bad, Good, Json
from crmsync_google.gmail.mailbox import Mailbox
from crmsync_google.gmail.plan import Fetch, GetThread, price
from crmsync_google.gmail.prices import Prices
from crmsync_google.wire import IN_FLIGHT

BATCH = 25
"""Parts of a batch: Google names no limit below 100, and refuses cold batches of 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The messages as Gmail's JSON: one, or all of a thread."""

    messages: Sequence[Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """It was deleted since it was listed or named by the history: no trouble, and nothing to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    status: int


Outcome = Found | Gone | Unreadable


def fetched(mailbox: Mailbox, fetches: Sequence[Fetch]) -> list[tuple[Fetch, Outcome]]:
    """The outcome of each of `fetches`, in their order. Raises what the whole account must stop for."""
    outcomes: dict[Fetch, Outcome] = {}
    left = list(fetches)
    while left:
        batches = list(in_batches(left, mailbox.prices, mailbox.account.units_per_minute))
        for answers in mailbox.wire.each(lambda batch: _one_batch(mailbox, batch), batches):
            outcomes.update(answers)
        # A batch always settles at least one of its parts, or raises: this ends.
        left = [fetch for fetch in left if fetch not in outcomes]
    return [(fetch, outcomes[fetch]) for fetch in fetches]


def in_batches(fetches: Sequence[Fetch], prices: Prices, units_per_minute: int) -> Iterator[tuple[Fetch, ...]]:
    """At most `BATCH` parts each, and no dearer than the share of a minute that each batch in flight has."""
    affordable = units_per_minute // IN_FLIGHT
    batch: list[Fetch] = []
    units = 0
    for fetch in fetches:
        cost = price(fetch, prices)
        if batch and (len(batch) == BATCH or units + cost > affordable):
            yield tuple(batch)
            batch, units = [], 0
        batch.append(fetch)
        units += cost
    if batch:
        yield tuple(batch)


def _one_batch(mailbox: Mailbox, batch: Sequence[Fetch]) -> dict[Fetch, Outcome]:
    """The settled parts; those that ask to be repeated are absent, and go into a batch of their own."""
    parts = mailbox.get(batch)
    outcomes = {fetch: _outcome(mailbox, fetch, part) for fetch, part in zip(batch, parts, strict=True)}
    return {fetch: outcome for fetch, outcome in outcomes.items() if outcome is not None}


def _outcome(mailbox: Mailbox, fetch: Fetch, part: Good | Bad) -> Outcome | None:
    match part:
        case Good(content=content):
            return Found(messages=content.get("messages", ()) if isinstance(fetch, GetThread) else (content,))
        case Bad():
            return _refused(mailbox, part)


def _refused(mailbox: Mailbox, part: Bad) -> Outcome | None:
    verdict = mailbox.wire.complaint(part)
    match verdict:
        case Again():
            if verdict.slow_down:
                mailbox.wire.budget.slow_down()
            return None
        case ConnectorError():
            raise verdict from part.error
        case None:
            return Gone() if part.status == 404 else Unreadable(status=part.status)
