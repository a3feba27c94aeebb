"""From fetches to messages: in batches, several at a time, until each has an answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from crmsync.connector import ConnectorError, Unavailable
from crmsync.retry import Again
from crmsync_google.batch import Bad, Good, Json
from crmsync_google.gmail.mailbox import Mailbox
from crmsync_google.gmail.plan import Fetch, GetMessage, GetThread, price
from crmsync_google.gmail.prices import Prices
from crmsync_google.wire import Unsettled

BATCH = 25
"""Parts of a batch: Google names no limit below 100, and refuses cold batches of 100."""
BATCHES_A_MINUTE = 50
"""So many batches share a minute's units at least: what is left of them when the next batch does not fit is lost, with
25 batches a minute up to 4 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The messages as Gmail's JSON: one, or all of a thread."""

    messages: Sequence[Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """It was deleted since it was listed or named by the history: no trouble, and nothing to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    reason: str


Outcome = Found | Gone | Unreadable
Settled = Sequence[tuple[Fetch, Outcome]]


def fetched(mailbox: Mailbox, fetches: Iterable[Fetch]) -> Iterator[Settled]:
    """The outcome of each of `fetches`, in their order, batch by batch; the next ones are under way by then.

    Raises what the whole account must stop for.
    """
    batches = in_batches(fetches, mailbox.prices, mailbox.account.units_per_minute)
    return mailbox.wire.workers.ahead(partial(_settled, mailbox), batches)


def in_batches(fetches: Iterable[Fetch], prices: Prices, units_per_minute: int) -> Iterator[tuple[Fetch, ...]]:
    """At most `BATCH` parts each, and no dearer than the share of a minute that each has."""
    affordable = units_per_minute // BATCHES_A_MINUTE
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


def _settled(mailbox: Mailbox, batch: Sequence[Fetch]) -> Settled:
    """Parts that ask to be repeated go into a batch of their own. Each round settles one at least, or raises."""
    outcomes: dict[Fetch, Outcome] = {}
    while left := [fetch for fetch in batch if fetch not in outcomes]:
        outcomes.update(_round(mailbox, left))
    return [(fetch, outcomes[fetch]) for fetch in batch]


def _round(mailbox: Mailbox, batch: Sequence[Fetch]) -> dict[Fetch, Outcome]:
    """The settled parts of one batch; those that ask to be repeated are absent."""
    try:
        parts = mailbox.get(batch)
    except Unavailable as error:
        if isinstance(error.__cause__, Unsettled) and _only_these(mailbox, batch, error.__cause__.parts):
            return dict(zip(batch, map(_unreadable, error.__cause__.parts), strict=True))
        raise
    outcomes = {fetch: _outcome(mailbox, fetch, part) for fetch, part in zip(batch, parts, strict=True)}
    return {fetch: outcome for fetch, outcome in outcomes.items() if outcome is not None}


def _only_these(mailbox: Mailbox, batch: Sequence[Fetch], parts: Sequence[Bad]) -> bool:
    """Whether Gmail shows the newest message that is none of `batch`, so that the trouble is theirs and not its own.

    Being too fast is always the account's trouble.
    """
    if any(isinstance(verdict := mailbox.wire.complaint(part), Again) and verdict.slow_down for part in parts):
        return False
    troubled = {id for fetch in batch for id in (fetch.id, *fetch.messages)}
    others = (id for id in mailbox.newest() if id not in troubled)
    return any(isinstance(part, Good) for id in others for part in mailbox.get([GetMessage(id=id)]))


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
            return Gone() if part.status == 404 else _unreadable(part)


def _unreadable(part: Bad) -> Unreadable:
    return Unreadable(reason=f"Gmail answered {part.status or 'in no form we know'}")
